import { Validator } from "@cfworker/json-schema";
import { expect, test } from "vitest";
import { weightsPath } from "../../../../scripts/weights.mjs";
import { compileConstraint, type Constraint } from "../compile-constraint.ts";
import { ggufVocabulary } from "../test-support/gguf-vocabulary.ts";
import { randomNumbers, textOf, walkAtRandom } from "../test-support/random-walk.ts";
import { DocumentWalk } from "./document-walk.ts";
import { TokenTrie } from "./token-trie.ts";

const vocabulary = ggufVocabulary(weightsPath("smollm2-135m-instruct-q4_1.gguf"));
const trie = new TokenTrie(vocabulary);

const SCHEMAS: Record<string, object> = {
  contact: {
    type: "object",
    properties: {
      name: { type: "string", minLength: 1, maxLength: 60 },
      age: { type: "integer", minimum: 0, maximum: 150 },
      email: { type: "string", format: "email" },
      born: { type: "string", format: "date" },
      address: {
        type: "object",
        properties: { street: { type: "string" }, zip: { type: "string", pattern: "^\\d{5}$" } },
        required: ["zip"],
      },
    },
    required: ["name", "address"],
    additionalProperties: false,
  },
  tree: {
    $ref: "#/$defs/node",
    $defs: {
      node: {
        type: "object",
        properties: { label: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/node" } } },
        required: ["label"],
      },
    },
  },
  event: {
    oneOf: [
      {
        type: "object",
        properties: { kind: { const: "sale" }, total: { type: "number", minimum: 0, exclusiveMaximum: 1000 } },
        required: ["kind", "total"],
      },
      {
        type: "object",
        properties: { kind: { const: "visit" }, id: { type: "string", format: "uuid" } },
        required: ["kind", "id"],
        additionalProperties: false,
      },
    ],
  },
};

const begin = (schema: object, maxTokens: number) => beginAny({ schema, separators: "spaced" }, maxTokens);

function beginAny(constraint: Constraint, maxTokens: number) {
  const compiled = compileConstraint(constraint);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return DocumentWalk.begin(compiled.value.overTokens(trie, [vocabulary.endToken]), maxTokens);
}

test.each(Object.entries(SCHEMAS))("%s: whatever is chosen and whatever the budget, the document is whole and valid", (_, schema) => {
  const validator = new Validator(schema, "2020-12");
  for (let seed = 0; seed < 12; seed++) {
    const random = randomNumbers(seed);
    const budget = 45 + Math.floor(random() * 100);
    const walk = begin(schema, budget);
    if (!walk.ok) throw new Error(walk.error.message);
    const tokens = walkAtRandom(walk.value, vocabulary.endToken, random);
    const text = textOf(vocabulary, tokens);
    expect(tokens.length).toBeLessThanOrEqual(budget);
    expect({ text, valid: validator.validate(JSON.parse(text)).valid }).toEqual({ text, valid: true });
  }
});

test("every budget from the shortest document on ends well, and a smaller one is refused with what is needed", () => {
  const refused = begin(SCHEMAS["contact"]!, 3);
  expect(refused).toMatchObject({ ok: false, error: { code: "invalid_request", param: "max_tokens" } });
  const needed = refused.ok ? 0 : Number(refused.error.details!["n_shortest_tokens"]);
  expect(begin(SCHEMAS["contact"]!, needed - 1).ok).toBe(false);
  for (let budget = needed; budget < needed + 8; budget++) {
    const walk = begin(SCHEMAS["contact"]!, budget);
    if (!walk.ok) throw new Error(walk.error.message);
    const tokens = walkAtRandom(walk.value, vocabulary.endToken, randomNumbers(budget));
    expect(new Validator(SCHEMAS["contact"]!, "2020-12").validate(JSON.parse(textOf(vocabulary, tokens))).valid).toBe(true);
  }
});

test("a text that could end where it is ends there, when another word of it would not fit", () => {
  for (let seed = 0; seed < 30; seed++) {
    const walk = beginAny({ regex: "(antidisestablishmentarianism|floccinaucinihilipilification)*" }, 10 + (seed % 20));
    if (!walk.ok) throw new Error(walk.error.message);
    const text = textOf(vocabulary, walkAtRandom(walk.value, vocabulary.endToken, randomNumbers(seed)));
    expect(text.replaceAll(/antidisestablishmentarianism|floccinaucinihilipilification/g, "")).toBe("");
  }
});

test("trie and masks stay within 4 MB", () => {
  const compiled = compileConstraint({ schema: SCHEMAS["contact"] });
  if (!compiled.ok) throw new Error(compiled.error.message);
  const automaton = compiled.value.overTokens(trie, [vocabulary.endToken]);
  const walk = DocumentWalk.begin(automaton, 300);
  if (walk.ok) walkAtRandom(walk.value, vocabulary.endToken, randomNumbers(1));
  expect(trie.masks.byteLength).toBeGreaterThan(0);
  expect(trie.byteLength).toBeLessThanOrEqual(trie.mostBytes);
  expect(trie.mostBytes + automaton.byteLength).toBeLessThan(4e6);
});
