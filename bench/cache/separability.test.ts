import fc from "fast-check";
import { expect, test } from "vitest";
import { separability } from "./separability.ts";

const sample = fc.array(fc.nat(9), { minLength: 1, maxLength: 20 });

test("is the share of pairs in which one is larger, ties half, less one half", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const wins = a.flatMap((x) => b.map((y): number => (x > y ? 1 : x === y ? 0.5 : 0)));
      const area = wins.reduce((sum, win) => sum + win, 0) / wins.length;
      expect(separability(a, b)).toBeCloseTo(Math.abs(area - 0.5), 9);
    }),
  );
});

test("is one half where every value tells, and none where they are the same", () => {
  expect([separability([1, 2], [3, 4]), separability([5, 6], [3, 4]), separability([1, 2], [2, 1])]).toEqual([0.5, 0.5, 0]);
});
