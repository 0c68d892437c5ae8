import { Validator } from "@cfworker/json-schema";
import { describe, expect, test } from "vitest";
import { weightsPath } from "../../../../scripts/weights.mjs";
import { compileConstraint } from "../compile-constraint.ts";
import { ggufVocabulary } from "../test-support/gguf-vocabulary.ts";
import { randomNumbers, textOf, walkAtRandom } from "../test-support/random-walk.ts";
import { realSchemas } from "../test-support/real-schemas.ts";
import { DocumentWalk } from "../tokens/document-walk.ts";
import { TokenTrie } from "../tokens/token-trie.ts";

const vocabulary = ggufVocabulary(weightsPath("smollm2-135m-instruct-q4_1.gguf"));
const trie = new TokenTrie(vocabulary);
const schemas = realSchemas();
const BUDGETS = [90, 250];

test("there are fifty schemas or more", () => {
  expect(schemas.length).toBeGreaterThanOrEqual(50);
});

describe.each(schemas)("%s", (_, schema) => {
  test.each(["compact", "spaced"] as const)("any choice of allowed tokens ends in a valid document (%s)", (separators) => {
    const compiled = compileConstraint({ schema, separators });
    if (!compiled.ok) throw new Error(compiled.error.message);
    const automaton = compiled.value.overTokens(trie, [vocabulary.endToken]);
    const validator = new Validator(schema, "2020-12");
    for (const budget of BUDGETS) {
      const walk = DocumentWalk.begin(automaton, budget);
      if (!walk.ok) throw new Error(walk.error.message);
      const text = textOf(vocabulary, walkAtRandom(walk.value, vocabulary.endToken, randomNumbers(budget)));
      expect(compiled.value.accepts(text)).toBe(true);
      expect({ text, ...validator.validate(JSON.parse(text)) }).toMatchObject({ text, valid: true });
    }
  });
});
