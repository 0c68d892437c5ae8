import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import baseline from "../../fixtures/json-schema-test-suite/baseline.json" with { type: "json" };
import { compileConstraint } from "../compile-constraint.ts";
import { memberOrders } from "../test-support/member-orders.ts";
import type { JsonValue } from "./json-value.ts";

interface Group {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: readonly { readonly data: JsonValue; readonly valid: boolean }[];
}

interface Outcome {
  readonly name: string;
  readonly kind: "exact" | "narrower" | "refused";
  /** Invalid instances that were accepted. */
  readonly wrong: readonly string[];
}

function run(file: string, group: Group): Outcome {
  const name = `${file}: ${group.description}`;
  const compiled = compileConstraint({ schema: group.schema });
  if (!compiled.ok) {
    expect(compiled.error).toMatchObject({ code: "unsupported_schema", details: { pointer: expect.any(String) } });
    return { name, kind: "refused", wrong: [] };
  }
  const accepts = (data: JsonValue): boolean => memberOrders(data).some((text) => compiled.value.accepts(text));
  const wrong = group.tests.filter(({ data, valid }) => !valid && accepts(data)).map(({ data }) => JSON.stringify(data));
  const isExact = group.tests.every(({ data, valid }) => !valid || accepts(data));
  return { name, kind: isExact ? "exact" : "narrower", wrong };
}

// Parsed here, since a module's object literal would make a prototype of a member called __proto__.
const suite = JSON.parse(
  readFileSync(new URL("../../fixtures/json-schema-test-suite/draft2020-12.json", import.meta.url), "utf8"),
) as Record<string, Group[]>;

const outcomes = Object.entries(suite).flatMap(([file, groups]) => groups.map((group) => run(file, group)));

test("no invalid instance is accepted in any group", () => {
  expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
});

test("four groups of five, or more, are kept exactly or refused when the schema arrives", () => {
  const handled = outcomes.filter(({ kind }) => kind !== "narrower").length;
  expect(handled / outcomes.length).toBeGreaterThanOrEqual(0.8);
});

test("as many groups as ever are kept exactly, and none but the known ones is narrower than the specification", () => {
  expect(outcomes.filter(({ kind }) => kind === "exact").length).toBeGreaterThanOrEqual(baseline.exact);
  const narrower = outcomes.filter(({ kind }) => kind === "narrower").map(({ name }) => name);
  expect(narrower.filter((name) => !Object.hasOwn(baseline.narrower, name))).toEqual([]);
});
