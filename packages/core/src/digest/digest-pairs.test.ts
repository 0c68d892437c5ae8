import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { effectiveGenerate } from "../schemas/effective-generate.ts";
import { generateRequest } from "../schemas/generate.ts";
import { generationDigest, type ComputeIdentity } from "./request-digest.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", ":", '"', "\\", "\n", "\0", "é", "e\u0301"), minLength: 1, maxLength: 2 });
const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);

/** Requests of few values each, so that two of them often mean the same by different spellings. */
const body = fc.record(
  {
    prompt: text,
    max_tokens: pick(1, 100),
    n_predict: pick(1, 100),
    seed: pick(0, 42),
    temperature: pick(0, 0, 0, 1),
    top_p: pick(0.5, 0.95),
    top_k: pick(1, 40),
    min_p: pick(0, 0.05),
    presence_penalty: pick(0, -0, 1),
    frequency_penalty: pick(0, -0, 1),
    logit_bias: pick<Record<string, number>>({}, { 1: 0 }, { 1: -0 }, { 1: 2, 10: 1 }, { 10: 1, 1: 2 }, { 110: 2 }),
    return_logprobs: fc.boolean(),
    stop: pick<string | readonly string[]>([], "a", ["a"], ["a", "b"], ["b", "a", "b"], ["ab"]),
    eos_string: pick("[EOS]", "a", "b"),
    system: text,
    raw: fc.boolean(),
    stream: fc.boolean(),
    user: text,
  },
  { requiredKeys: ["prompt"], noNullPrototype: true },
);

const model = fc.record(
  { modelDigest: pick("c".repeat(64), "d".repeat(64)), engineDigest: pick("c".repeat(64), "d".repeat(64)) },
  { noNullPrototype: true },
);

/** What decides the bytes of an answer, or null for a request that is refused. */
function deciding([identity, request]: readonly [ComputeIdentity, object]) {
  const outcome = effectiveGenerate(generateRequest.parse(request));
  return outcome.ok ? { identity, effective: outcome.value } : null;
}

/** Requests that differ from a few first ones in at most three fields. */
const requests = fc
  .tuple(
    fc.array(body, { minLength: 8, maxLength: 8 }),
    fc.array(fc.tuple(fc.nat(7), model, body, fc.nat(), fc.nat(), fc.boolean()), { minLength: 400, maxLength: 400 }),
  )
  .map(([bases, variations]) =>
    variations.map(([base, identity, other, first, second, isAlike]) => {
      const names = Object.keys(other) as (keyof typeof other)[];
      const taken = [names[first % names.length]!, names[second % names.length]!].map((name) => [name, other[name]]);
      const plain = { modelDigest: "c".repeat(64), engineDigest: "c".repeat(64) };
      return [isAlike ? plain : identity, { ...bases[base], ...Object.fromEntries(taken) }] as const;
    }),
  );

test("over 100,000 pairs of requests, digests are equal exactly where what decides the answer is", async () => {
  const seen = { equal: 0, different: 0 };
  const property = fc.asyncProperty(requests, async (asked) => {
    const known = asked.map(deciding).filter((each) => each !== null);
    const digests = await Promise.all(known.map(({ identity, effective }) => generationDigest(identity, effective)));
    const wrong: unknown[] = [];
    for (const [at, left] of known.entries()) {
      for (const [before, right] of known.slice(0, at).entries()) {
        const isEqual = isDeepStrictEqual(left, right);
        seen[isEqual ? "equal" : "different"]++;
        if (isEqual !== (digests[at] === digests[before])) wrong.push([left, right]);
      }
    }
    expect(wrong).toEqual([]);
  });
  await fc.assert(property, { numRuns: 24, endOnFailure: true });
  expect(seen.equal + seen.different).toBeGreaterThanOrEqual(100_000);
  expect(seen.equal).toBeGreaterThan(1_000);
}, 60_000);
