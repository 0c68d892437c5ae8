import { describe, expect, test } from "vitest";
import { compileConstraint, type Constraint } from "./compile-constraint.ts";
import type { Grammar } from "./grammar.ts";
import { GRAMMAR_BYTES } from "./limits.ts";
import { CATASTROPHIC_PATTERNS, NEAR_MATCHES, PATTERN_BOMBS } from "./test-support/catastrophic-patterns.ts";
import { HOSTILE_SCHEMAS } from "./test-support/hostile-schemas.ts";

function grammarOf(constraint: Constraint): Grammar {
  const compiled = compileConstraint(constraint);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
}

test.each<[string, Constraint, string, string | undefined]>([
  ["no constraint", {}, "invalid_request", undefined],
  ["two constraints", { regex: "a", choices: ["a"] }, "invalid_request", undefined],
  ["no choices", { choices: [] }, "invalid_request", undefined],
  ["an empty choice", { choices: [""] }, "invalid_request", undefined],
  ["look-ahead", { regex: "(?=a)a" }, "invalid_request", undefined],
  ["look-behind", { regex: "(?<!a)b" }, "invalid_request", undefined],
  ["a back-reference", { regex: "(a)\\1" }, "invalid_request", undefined],
  ["a named back-reference", { regex: "(?<x>a)\\k<x>" }, "invalid_request", undefined],
  ["an open group", { regex: "(a" }, "invalid_request", undefined],
  ["an open class", { regex: "[a" }, "invalid_request", undefined],
  ["a stray quantifier", { regex: "*a" }, "invalid_request", undefined],
  ["an anchor within", { regex: "a^b" }, "invalid_request", undefined],
  ["contradictory quantifier", { regex: "a{3,2}" }, "invalid_request", undefined],
  ["an expression that matches nothing", { regex: "[]" }, "invalid_request", undefined],
  [
    "contradictory lengths",
    { schema: { properties: { a: { minLength: 3, maxLength: 2 } } } },
    "unsupported_schema",
    "/properties/a/minLength",
  ],
  ["contradictory bounds", { schema: { type: "integer", minimum: 5, maximum: 4 } }, "unsupported_schema", "/minimum"],
  ["contradictory counts", { schema: { type: "array", minItems: 2, maxItems: 1 } }, "unsupported_schema", "/minItems"],
  ["a keyword that is not kept", { schema: { items: { uniqueItems: true } } }, "unsupported_schema", "/items/uniqueItems"],
  ["an unknown keyword", { schema: { properties: { "a/b": { minimun: 1 } } } }, "unsupported_schema", "/properties/a~1b/minimun"],
  ["an escaped lone surrogate", { regex: "\\u{d800}" }, "invalid_request", undefined],
  ["a lone surrogate", { schema: { pattern: "^\ud800$" } }, "unsupported_schema", "/pattern"],
  ["a bad pattern", { schema: { pattern: "(?!a)" } }, "unsupported_schema", "/pattern"],
  ["an unknown format", { schema: { format: "ipv6" } }, "unsupported_schema", "/format"],
  ["a remote reference", { schema: { $ref: "https://example.com/a.json" } }, "unsupported_schema", "/$ref"],
  ["a reference to nothing", { schema: { $ref: "#/$defs/a" } }, "unsupported_schema", "/$ref"],
  ["branches that overlap", { schema: { oneOf: [{ type: "string" }, { minLength: 2 }] } }, "unsupported_schema", "/oneOf"],
  ["an impossible property", { schema: { type: "object", properties: { a: false }, required: ["a"] } }, "unsupported_schema", ""],
  ["no schema at all", { schema: 3 }, "unsupported_schema", ""],
  ["a type that does not exist", { schema: { type: "text" } }, "unsupported_schema", "/type"],
])("%s is refused, with a code and the place", (_, constraint, code, pointer) => {
  const compiled = compileConstraint(constraint);
  expect(compiled).toMatchObject({ ok: false, error: { code, ...(pointer !== undefined && { details: { pointer } }) } });
});

test.each<[string, unknown, string[], string[]]>([
  [
    "optional properties keep their order",
    {
      type: "object",
      properties: { a: { type: "null" }, b: { type: "null" }, c: { type: "null" } },
      required: ["b"],
      additionalProperties: false,
    },
    ['{"b":null}', '{"a":null,"b":null,"c":null}', '{"b":null,"c":null}'],
    ["{}", '{"b":null,"a":null}', '{"a":null}', '{"b":null,}', '{"b":null,"d":null}'],
  ],
  [
    "further properties have other names",
    { type: "object", properties: { ab: { type: "integer" } } },
    ['{"ab":1,"a":"x","abc":{}}', '{"b":[]}', '{"":0}'],
    ['{"a":1,"ab":2}', '{"ab":"x"}', '{"ab":1,"ab":2}'],
  ],
  [
    "nullable in both spellings",
    { anyOf: [{ type: "string", nullable: true }, { type: ["integer", "null"] }] },
    ["null", '"a"', "1"],
    ["1.5", "true"],
  ],
  ["a nullable reference", { $defs: { a: { type: "boolean" } }, $ref: "#/$defs/a", nullable: true }, ["null", "true"], ["1"]],
  [
    "bounds hold digit by digit",
    { type: "integer", minimum: -12, exclusiveMaximum: 105 },
    ["-12", "-1", "0", "99", "104"],
    ["-13", "105", "-0", "007", "1.0", "1e1"],
  ],
  [
    "bounds with decimals",
    { type: "number", exclusiveMinimum: 0.25, maximum: 1.5 },
    ["0.26", "0.250001", "1", "1.5", "1.50"],
    ["0.25", "0.2", "1.51", "0.250", "-1", "2"],
  ],
  ["multiples of a decimal", { type: "number", multipleOf: 0.05, minimum: 0 }, ["0", "0.05", "0.1", "12.35"], ["0.01", "12.34", "-0.05"]],
  [
    "characters are counted, not bytes",
    { type: "string", minLength: 2, maxLength: 2 },
    ['"éé"', '"😀😀"', '"\\n\\""'],
    ['"é"', '"éée"', '"😀"'],
  ],
  [
    "each character has one spelling",
    { type: "string" },
    ['"\\u001f"', '"/é\\\\"'],
    ['"\\u0041"', '"\\/"', '"\\u001F"', '"\n"', '"\\ud800"'],
  ],
  ["a pattern matches anywhere unless it is anchored", { type: "string", pattern: "b+" }, ['"abc"', '"b"'], ['"ac"', '""']],
  [
    "pattern, format and lengths hold at once",
    { type: "string", pattern: "^2", format: "date", maxLength: 10 },
    ['"2024-02-29"'],
    ['"2023-02-29"', '"1999-01-01"'],
  ],
  [
    "tuples",
    { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false, minItems: 1 },
    ['["a"]', '["a",1]'],
    ["[]", "[1]", '["a",1,2]'],
  ],
  [
    "allOf of objects",
    {
      allOf: [
        { properties: { a: { type: "integer" } }, required: ["a"] },
        { properties: { a: { minimum: 3 } }, type: "object" },
      ],
    },
    ['{"a":3}'],
    ['{"a":2}', "{}", "[]"],
  ],
  [
    "oneOf by a const property",
    {
      oneOf: [
        { type: "object", properties: { k: { const: "a" } }, required: ["k"] },
        { type: "object", properties: { k: { const: "b" }, n: { type: "integer" } }, required: ["k", "n"] },
      ],
    },
    ['{"k":"a"}', '{"k":"b","n":1}'],
    ['{"k":"b"}', '{"k":"c"}'],
  ],
  ["values are cut down by other keywords", { enum: ["a", "bcd", 3, 9], minLength: 2, maximum: 5 }, ['"bcd"', "3"], ['"a"', "9"]],
])("%s", (_, schema, accepted, refused) => {
  const grammar = grammarOf({ schema });
  expect(accepted.filter((text) => !grammar.accepts(text))).toEqual([]);
  expect(refused.filter((text) => grammar.accepts(text))).toEqual([]);
});

test("separators are compact or spaced throughout, in constant values too", () => {
  const schema = { type: "array", items: { enum: [{ a: [1, 2] }, { type: "x" }] } };
  expect(grammarOf({ schema }).accepts('[{"a":[1,2]},{"type":"x"}]')).toBe(true);
  expect(grammarOf({ schema, separators: "spaced" }).accepts('[{"a": [1, 2]}, {"type": "x"}]')).toBe(true);
  expect(grammarOf({ schema, separators: "spaced" }).accepts('[{"a":[1,2]}]')).toBe(false);
});

describe("regular expressions", () => {
  test.each([
    "(a|b)*c?",
    "[^a-c]{2,3}",
    "x(?:yz)+?|é+",
    "\\d+\\.\\d*",
    "(?:a?){3}",
    "(|a)b",
    "\\x41\\u{1f600}",
    "(?<year>\\d{4})-\\w",
    "[\\d-]+",
    "(a*)*b",
    "(?:a?b?c?)*z?",
    "(?:(?:x?y?)*(?:z?x?)*)*",
    "[^b-y]?(?:a|b*|c?){2,4}",
  ])("%s matches what the host's own expression matches", (source) => {
    const grammar = grammarOf({ regex: source });
    const host = new RegExp(`^(?:${source})$`, "u");
    const texts = [
      "",
      "a",
      "b",
      "ab",
      "abc",
      "c",
      "xyz",
      "xyzyz",
      "é",
      "éé",
      "12.5",
      "1.",
      "b",
      "aab",
      "A😀",
      "2024-a",
      "3-4",
      "dé",
      "zzz",
      "zz",
    ];
    expect(texts.filter((text) => grammar.accepts(text))).toEqual(texts.filter((text) => host.test(text)));
  });

  test("two hundred catastrophic ones are refused, or match short texts as the host does and long ones without backtracking", () => {
    expect(CATASTROPHIC_PATTERNS).toHaveLength(200);
    let compiledCount = 0;
    for (const regex of CATASTROPHIC_PATTERNS) {
      const compiled = compileConstraint({ regex });
      if (!compiled.ok) continue;
      compiledCount++;
      const host = new RegExp(`^(?:${regex})$`, "u");
      for (const text of ["", "a", "aaay", "ab", "00y", " ", "aaaaaaz", "a=a", "a!"])
        expect({ regex, text, accepts: compiled.value.accepts(text) }).toEqual({ regex, text, accepts: host.test(text) });
      for (const text of NEAR_MATCHES) compiled.value.accepts(text);
    }
    expect(compiledCount).toBeGreaterThan(180);
  });

  test.each(PATTERN_BOMBS.map((source) => [source.slice(0, 30), source]))("the bomb %s is refused", (_, regex) => {
    expect(compileConstraint({ regex })).toMatchObject({ ok: false, error: { code: "invalid_request" } });
  });
});

test.each(Object.entries(HOSTILE_SCHEMAS))("hostile schema compiles or is refused with a pointer: %s", (_, schema) => {
  const compiled = compileConstraint({ schema });
  const refused = { code: "unsupported_schema", details: { pointer: expect.any(String) } };
  expect(compiled).toMatchObject(compiled.ok ? { ok: true } : { error: refused });
  expect(compiled.ok ? compiled.value.byteLength : 0).toBeLessThanOrEqual(GRAMMAR_BYTES);
});
