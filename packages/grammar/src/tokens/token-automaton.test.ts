import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileConstraint, type Constraint } from "../compile-constraint.ts";
import type { State } from "../machine/state.ts";
import { randomNumbers, tokensOf } from "../test-support/random-walk.ts";
import { END, smallVocabulary } from "../test-support/small-vocabulary.ts";
import { TokenTrie } from "./token-trie.ts";

const vocabulary = smallVocabulary([
  '{"',
  '":',
  '","',
  '"}',
  '"}}',
  "name",
  "na",
  "abc",
  "abcabcabc",
  "12",
  "3.5",
  "true",
  "é",
  "\\n",
  "\\u00",
  ", ",
  '"a":',
  "[[",
  "]]",
  "abcabcabcabcabcabc",
  '"name":"abcabcabc',
  "[[[[[[[[[[[[[[[[",
]);
const trie = new TokenTrie(vocabulary);
const END_MASK = [END];

const CONSTRAINTS: Record<string, Constraint> = {
  object: {
    schema: {
      type: "object",
      properties: { name: { type: "string", maxLength: 12 }, n: { type: "number", minimum: 1.5 } },
      required: ["name"],
    },
  },
  recursive: { schema: { $defs: { list: { type: "array", items: { $ref: "#/$defs/list" } } }, $ref: "#/$defs/list" } },
  counted: { schema: { type: "array", items: { enum: ["abc", 12, true] }, minItems: 2, maxItems: 100 } },
  pattern: { schema: { type: "string", pattern: "^(abc|é)+$", maxLength: 40 } },
  long: { schema: { type: "string", minLength: 30, maxLength: 60 } },
  any: { schema: true },
  regex: { regex: "(abc){2,5}|[a-n]*e+" },
  choices: { choices: ["abc", "abcabcabc", "na", "name", "éé"] },
};

function automatonOf(constraint: Constraint, over = trie) {
  const compiled = compileConstraint(constraint);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value.overTokens(over, [END]);
}

describe.each(Object.entries(CONSTRAINTS))("%s", (_, constraint) => {
  const automaton = automatonOf(constraint);
  const seeds = fc.integer({ min: 0, max: 2 ** 31 });

  test("the mask holds exactly the tokens whose bytes keep the document alive, and the end token where it may end", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = randomNumbers(seed);
        let state = automaton.start;
        for (let step = 0; step < 12; step++) {
          const allowed = tokensOf(automaton.mask(state));
          const alive = Array.from({ length: vocabulary.size }, (_, token) => token).filter((token) => automaton.advance(state, token));
          expect(allowed).toEqual([...(state.accepts ? END_MASK : []), ...alive]);
          if (alive.length === 0) break;
          state = automaton.advance(state, alive[Math.floor(random() * alive.length)]!)!;
        }
      }),
      { numRuns: 25 },
    );
  });

  test("what is forced is the only way on, and the shortest completion completes", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = randomNumbers(seed);
        let state = automaton.start;
        for (let step = 0; step < 12; step++) {
          const alive = tokensOf(automaton.mask(state)).filter((token) => token !== END);
          const only = alive.length === 1 && !state.accepts ? alive[0]! : null;
          expect(automaton.forcedToken(state)).toBe(state.accepts && alive.length === 0 ? END : only);
          let at = state;
          for (const token of automaton.forcedRun(state)) {
            for (const byte of vocabulary.bytes(token)) {
              const singles = alive.length > 0 ? tokensOf(automaton.mask(at)).filter((one) => one > 0 && one <= 256) : [];
              expect(singles).toEqual([byte + 1]);
              at = automaton.advance(at, byte + 1)!;
            }
          }
          const closed = automaton.shortestClosing(state).reduce((at, token) => automaton.advance(at, token)!, state);
          expect(closed.accepts).toBe(true);
          if (alive.length === 0) break;
          state = automaton.advance(state, alive[Math.floor(random() * alive.length)]!)!;
        }
      }),
      { numRuns: 15 },
    );
  });
});

test("masks that were dropped are the same when they are made again, and never more than there is room for", () => {
  const narrow = new TokenTrie(vocabulary, 1);
  const tight = Object.values(CONSTRAINTS).map((constraint) => automatonOf(constraint, narrow));
  const roomy = Object.values(CONSTRAINTS).map((constraint) => automatonOf(constraint));
  const walks = tight.map((automaton, i) => ({ a: automaton.start as State | null, b: roomy[i]!.start as State | null }));
  const random = randomNumbers(7);
  for (let step = 0; step < 15; step++) {
    for (const [i, walk] of walks.entries()) {
      if (!walk.a || !walk.b) continue;
      const allowed = tokensOf(tight[i]!.mask(walk.a));
      expect(allowed).toEqual(tokensOf(roomy[i]!.mask(walk.b)));
      const token = allowed[Math.floor(random() * allowed.length)]!;
      [walk.a, walk.b] = [tight[i]!.advance(walk.a, token), roomy[i]!.advance(walk.b, token)];
    }
    expect(narrow.masks.byteLength).toBe(narrow.masks.mostBytes);
  }
  expect(narrow.mostBytes).toBeLessThan(trie.mostBytes);
});

test("a mask does not depend on what was walked before", () => {
  const fresh = () => automatonOf(CONSTRAINTS["object"]!);
  const used = fresh();
  for (let seed = 0; seed < 5; seed++) {
    const random = randomNumbers(seed);
    const other = fresh();
    let [a, b] = [used.start, other.start];
    for (let step = 0; step < 20; step++) {
      const allowed = tokensOf(used.mask(a));
      expect(allowed).toEqual(tokensOf(other.mask(b)));
      expect(used.shortestClosing(a)).toEqual(other.shortestClosing(b));
      const token = allowed.filter((one) => one !== END)[Math.floor(random() * (allowed.length - 1))];
      if (token === undefined) break;
      [a, b] = [used.advance(a, token)!, other.advance(b, token)!];
    }
  }
});
