import fc from "fast-check";
import { expect, test } from "vitest";
import { percentile } from "./percentile.ts";

test("is the nearest rank of the values written out", () => {
  const values = fc.array(fc.nat(20), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (numbers, percent) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const occurrences = [...new Set(numbers)].map((value) => ({ value, count: numbers.filter((each) => each === value).length }));
      expect(percentile(occurrences, percent)).toBe(sorted[Math.ceil((percent / 100) * sorted.length) - 1]);
    }),
  );
});

test("of nothing is nothing", () => {
  expect(percentile([], 95)).toBe(0);
});
