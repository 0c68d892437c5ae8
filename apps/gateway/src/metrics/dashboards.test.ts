import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { COUNTED, MEASURED, type FamilyDefinition } from "./families.ts";

const read = (name: string): string => readFileSync(join(import.meta.dirname, "../../../../deploy/grafana", name)).toString();

const panel = z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).min(1) });
const dashboard = z.object({ panels: z.array(panel).min(1) }).parse(JSON.parse(read("dashboard.json")));
const rule = z.strictObject({
  alert: z.string().regex(/^SteadyText[A-Za-z]+$/),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(["warning", "critical"]) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string() }),
});
const alerts = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(rule).min(1) })) }).parse(parse(read("alerts.yml")));

const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...alerts.groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as const)),
];

const definitions: readonly FamilyDefinition[] = [...Object.values(COUNTED), ...Object.values(MEASURED)];
/** Every name that the exposition has, with the labels of its series. */
const exposed = new Map(
  definitions.flatMap(({ name, type, labels }) =>
    type === "histogram"
      ? [[`${name}_bucket`, [...labels, "le"]] as const, [`${name}_sum`, labels] as const, [`${name}_count`, labels] as const]
      : [[name as string, labels] as const],
  ),
);

interface Used {
  readonly metrics: string[];
  readonly labels: string[];
  readonly errors: string[];
}

function used(expr: string): Used {
  // Grafana puts an interval in place of its variable.
  const text = expr.replaceAll("$__rate_interval", "5m");
  const found: Used = { metrics: [], labels: [], errors: [] };
  parser.parse(text).iterate({
    enter({ name, type, from, to, node }) {
      const part = text.slice(from, to);
      if (type.isError) found.errors.push(part);
      if (name === "Identifier" && node.parent?.name === "VectorSelector") found.metrics.push(part);
      if (name === "LabelName") found.labels.push(part);
    },
  });
  return found;
}

describe.each(expressions)("%s: %s", (_, expr) => {
  const { metrics, labels, errors } = used(expr);

  test("parses", () => expect(errors).toEqual([]));

  test("names metrics that there are, and labels that they have", () => {
    expect(metrics.length).toBeGreaterThan(0);
    for (const metric of metrics) expect([...exposed.keys()]).toContain(metric);
    const known = metrics.flatMap((metric) => exposed.get(metric) ?? []);
    for (const label of labels) expect(known).toContain(label);
  });
});

test("an expression that does not parse, or names what there is not, would be found", () => {
  expect(used("sum by (le) (rate(x[5m])").errors.length).toBeGreaterThan(0);
  expect(used("rate(steadytext_no_such_total[5m])").metrics).toEqual(["steadytext_no_such_total"]);
  expect(used("sum by (nowhere) (steadytext_queue_depth)").labels).toEqual(["nowhere"]);
});

test("alerts have distinct names, and every family that tells of a fault has one", () => {
  const all = alerts.groups.flatMap(({ rules }) => rules);
  expect(new Set(all.map(({ alert }) => alert)).size).toBe(all.length);
  const watched = all.flatMap(({ expr }) => used(expr).metrics);
  for (const family of [COUNTED.determinismMismatches, COUNTED.cacheErrors, COUNTED.analyticsDropped, MEASURED.cacheCorrupt]) {
    expect(watched).toContain(family.name);
  }
});
