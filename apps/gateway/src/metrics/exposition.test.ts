import { REGIONS } from "@steadytext/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countedReadings } from "./counted-readings.ts";
import { CountTable } from "./counts.ts";
import { exposition } from "./exposition.ts";
import { COUNTED, MEASURED, type FamilyDefinition } from "./families.ts";
import { seriesOf, type Observation } from "./observation.ts";

const definitions: readonly FamilyDefinition[] = [...Object.values(COUNTED), ...Object.values(MEASURED)];

const tokens = fc.nat(500);
const observations = fc.record<Observation>({
  atMs: fc.nat(),
  endpoint: fc.constantFrom("/", "/generate", "/v1/chat/completions", "unmatched"),
  region: fc.constantFrom(...REGIONS, "unknown"),
  status: fc.constantFrom(200, 400, 429, 503),
  durationMs: fc.double({ min: 0, max: 200_000, noNaN: true }),
  cache: fc.constantFrom("HIT", "MISS", "COALESCED", "BYPASS", null),
  promptTokens: tokens,
  completionTokens: tokens,
  prefixTokens: tokens,
  firstTokenMs: fc.array(fc.double({ min: 0, max: 50_000, noNaN: true }), { maxLength: 3 }),
  interToken: fc.constant(null),
});

function told(all: readonly Observation[]): string {
  const table = new CountTable();
  for (const { family, labels, counts } of all.flatMap(seriesOf)) table.add(family, labels, counts);
  return exposition(countedReadings({ series: table.all(), backlog: 3 }));
}

interface Parsed {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** Reads what the format allows and nothing else. */
function parse(text: string): Parsed[] {
  const sample = /^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? (\S+)$/;
  return text
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("# "))
    .map((line) => {
      const [, name, labels, value] = sample.exec(line) ?? [];
      expect(line).toMatch(sample);
      return { name: name!, labels: labels ?? "", value: Number(value) };
    });
}

describe("families", () => {
  test.each(definitions)("$name has a name, a unit and a help text as Prometheus' linter wants them", ({ name, type, help, labels }) => {
    expect(name).toMatch(/^steadytext_[a-z_]+$/);
    expect(help).toMatch(/^[A-Z0-9].*\.$/);
    expect(name.endsWith("_total")).toBe(type === "counter");
    expect(name).not.toMatch(/_(?:milliseconds|ms|minutes|hours|kilobytes|megabytes|count|sum|bucket|info)$/);
    expect(type !== "histogram" || name.endsWith("_seconds")).toBe(true);
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
    expect(labels).not.toContain("le");
  });

  test("have distinct names and ascending bounds", () => {
    expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length);
    for (const { bounds = [] } of definitions) expect(bounds.toSorted((a, b) => a - b)).toEqual(bounds);
  });
});

describe("the text", () => {
  test("has HELP and TYPE once before each family's samples, and no series twice", () => {
    fc.assert(
      fc.property(fc.array(observations, { maxLength: 40 }), (all) => {
        const text = told(all);
        const heads = [...text.matchAll(/^# (HELP|TYPE) (\S+)/gm)].map(([, kind, name]) => `${kind} ${name}`);
        expect(new Set(heads).size).toBe(heads.length);
        const series = parse(text).map(({ name, labels }) => name + labels);
        expect(new Set(series).size).toBe(series.length);
        let family = "";
        for (const line of text.trimEnd().split("\n")) {
          family = /^# TYPE (\S+)/.exec(line)?.[1] ?? family;
          expect(line).toMatch(new RegExp(`^(?:# (?:HELP|TYPE) |${family}(?:_bucket|_sum|_count)?[ {])`));
        }
      }),
    );
  });

  test("says what a plain count of the requests says", () => {
    fc.assert(
      fc.property(fc.array(observations, { maxLength: 60 }), (all) => {
        const samples = parse(told(all));
        const sum = (name: string, label = ""): number =>
          samples.filter((one) => one.name === name && one.labels.includes(label)).reduce((total, { value }) => total + value, 0);
        expect(sum("steadytext_requests_total")).toBe(all.length);
        expect(sum("steadytext_rate_limited_total")).toBe(all.filter(({ status }) => status === 429).length);
        expect(sum("steadytext_duration_seconds_count")).toBe(all.length);
        expect(sum("steadytext_duration_seconds_bucket", 'le="1"')).toBe(all.filter(({ durationMs }) => durationMs <= 1000).length);
        expect(sum("steadytext_duration_seconds_sum")).toBeCloseTo(all.reduce((total, { durationMs }) => total + durationMs / 1000, 0));
        expect(sum("steadytext_prompt_tokens_total")).toBe(all.reduce((total, { promptTokens }) => total + promptTokens, 0));
        const hits = all.filter(({ endpoint, cache }) => endpoint === "/generate" && cache === "HIT");
        expect(sum("steadytext_cache_requests_total", 'endpoint="/generate",result="hit"')).toBe(hits.length);
        for (const { labels, value } of samples.filter(({ name }) => name === "steadytext_cache_rate")) {
          const mine = all.filter((one) => labels === `{endpoint="${one.endpoint}",region="${one.region}"}`);
          const lookUps = mine.filter(({ cache }) => cache !== null && cache !== "BYPASS");
          expect(value).toBe(lookUps.filter(({ cache }) => cache === "HIT").length / lookUps.length);
        }
      }),
    );
  });

  test("has buckets that grow up to the count, the last one +Inf", () => {
    fc.assert(
      fc.property(fc.array(observations, { minLength: 1, maxLength: 30 }), (all) => {
        const text = told(all);
        const buckets = parse(text).filter(({ name }) => name === "steadytext_time_to_first_token_seconds_bucket");
        expect(buckets.map(({ value }) => value).toSorted((a, b) => a - b)).toEqual(buckets.map(({ value }) => value));
        expect(buckets.at(-1)).toMatchObject({ labels: '{le="+Inf"}', value: all.flatMap(({ firstTokenMs }) => firstTokenMs).length });
      }),
    );
  });

  test("escapes labels and help", () => {
    const family = { name: "steadytext_x", type: "gauge", help: "a\\b\nc", labels: ["l"] } as const;
    const text = exposition([{ family, samples: [{ labels: ['a"} 1\nevil{x="\\'], counts: [1] }] }]);
    expect(text).toBe('# HELP steadytext_x a\\\\b\\nc\n# TYPE steadytext_x gauge\nsteadytext_x{l="a\\"} 1\\nevil{x=\\"\\\\"} 1\n');
  });
});
