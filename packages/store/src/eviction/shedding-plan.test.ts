import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_CACHE_RULES } from "../entry/cache-rules.ts";
import type { CacheTotal } from "../stats/cache-books.ts";
import { sheddingPlan } from "./shedding-plan.ts";

const total = (scope: string, bytes: number, entries = 1): CacheTotal => ({
  scope: `tenant:${scope}`,
  operation: "generate",
  entries,
  bytes,
});
const bytesTaken = (totals: readonly CacheTotal[], budget: number) =>
  Object.fromEntries(
    sheddingPlan(totals, DEFAULT_CACHE_RULES, budget).map(({ total: { scope }, surplus }) => [scope.slice(7), surplus.bytes]),
  );

test("within the budget nobody loses anything", () => {
  expect(sheddingPlan([total("a", 600), total("b", 400)], DEFAULT_CACHE_RULES, 1_000)).toEqual([]);
});

test("past it the largest are cut to one size, down to four fifths in all", () => {
  expect(bytesTaken([total("a", 900), total("b", 100), total("c", 10)], 1_000)).toEqual({ a: 210 });
  expect(bytesTaken([total("a", 900), total("b", 600), total("c", 10)], 1_000)).toEqual({ a: 505, b: 205 });
});

test("what is left is at most four fifths of the budget, and who holds no more than an even share loses nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 4_000 }), (sizes, budget) => {
      const all = sizes.reduce((sum, size) => sum + size, 0);
      const totals = sizes.map((size, at) => total(String(at), size));
      const taken = bytesTaken(totals, budget);
      const left = sizes.map((size, at) => size - (taken[at] ?? 0));
      expect(left.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(all <= budget ? all : 0.8 * budget);
      const small = sizes.flatMap((size, at) => (size <= (0.8 * budget) / sizes.length ? [taken[at] ?? 0] : []));
      expect(small.every((bytes) => bytes === 0)).toBe(true);
    }),
  );
});

test("entries past the rule of their operation are too many, whatever they weigh", () => {
  const [shedding] = sheddingPlan([total("a", 5, 10_003), total("b", 5, 10_000)], DEFAULT_CACHE_RULES, 1_000);
  expect(shedding).toEqual({ total: total("a", 5, 10_003), surplus: { entries: 3, bytes: 0 } });
});
