import { Validator } from "@cfworker/json-schema";
import { expect, test } from "vitest";
import { compileConstraint, type Constraint } from "../compile-constraint.ts";
import { randomSchema } from "../test-support/random-schema.ts";
import { randomNumbers, textOf, walkAtRandom } from "../test-support/random-walk.ts";
import { END, smallVocabulary } from "../test-support/small-vocabulary.ts";
import { createOracle } from "../test-support/xgrammar-oracle.ts";
import type { JsonObject } from "./json-value.ts";
import { DocumentWalk } from "../tokens/document-walk.ts";
import { TokenTrie } from "../tokens/token-trie.ts";

const SCHEMAS = 150;
const DOCUMENTS = 5;
const vocabulary = smallVocabulary(["ab", "foo", "true", '","', "12", "xx"]);
const trie = new TokenTrie(vocabulary);

/** Documents, and texts one edit away from them. */
function textsFor(constraint: Constraint, random: () => number): string[] {
  const compiled = compileConstraint(constraint);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const automaton = compiled.value.overTokens(trie, [END]);
  return Array.from({ length: DOCUMENTS }).flatMap(() => {
    const walk = DocumentWalk.begin(automaton, 200);
    if (!walk.ok) throw new Error(walk.error.message);
    const characters = [...textOf(vocabulary, walkAtRandom(walk.value, END, random))];
    const at = Math.floor(random() * characters.length);
    const other = ["1", '"', "}", ",", "a", "-", "0", "]"][Math.floor(random() * 8)]!;
    return [characters, characters.toSpliced(at, 1), characters.toSpliced(at, 0, other), characters.toSpliced(at, 1, other)].map((text) =>
      text.join(""),
    );
  });
}

/** Why the verdicts differ; undefined where that is not known. */
function explain(schema: JsonObject, text: string, ours: boolean): string | undefined {
  if (ours && text.includes("\\")) return "the other engine takes no escapes in strings of bounded length";
  if (!ours && /\d{22}/.test(text)) return "integers have at most 21 digits here";
  return isValid(schema, text) === ours ? "the specification is on this side" : undefined;
}

function isValid(schema: JsonObject, text: string): boolean {
  try {
    return new Validator(schema, "2020-12").validate(JSON.parse(text)).valid;
  } catch {
    return false;
  }
}

test("at least 99 of 100 verdicts on random documents are those of another engine, and each other one is explained", async () => {
  const oracle = await createOracle();
  const random = randomNumbers(20);
  const differences: { schema: JsonObject; text: string; ours: boolean }[] = [];
  let pairs = 0;
  for (let at = 0; at < SCHEMAS; at++) {
    const schema = randomSchema(random);
    const compiled = compileConstraint({ schema });
    if (!compiled.ok) throw new Error(compiled.error.message);
    const texts = textsFor({ schema }, random);
    const theirs = await oracle(schema, texts);
    texts.forEach((text, i) => {
      const ours = compiled.value.accepts(text);
      if (ours !== theirs[i]) differences.push({ schema, text, ours });
    });
    pairs += texts.length;
  }
  expect(pairs).toBeGreaterThanOrEqual(2000);
  expect(differences.filter(({ schema, text, ours }) => explain(schema, text, ours) === undefined)).toEqual([]);
  expect(1 - differences.length / pairs).toBeGreaterThanOrEqual(0.99);
});
