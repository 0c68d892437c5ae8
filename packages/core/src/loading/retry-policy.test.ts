import fc from "fast-check";
import { expect, test } from "vitest";
import { MODEL_RETRY, nextTryAt } from "./retry-policy.ts";

test("the first try is never held back, three more wait a second each, and those after them longer", () => {
  expect(nextTryAt([], 0, MODEL_RETRY)).toBe(-Infinity);
  expect(nextTryAt([0], 500, MODEL_RETRY)).toBe(1500);
  expect(nextTryAt([0, 1500, 3000], 3100, MODEL_RETRY)).toBe(4100);
  expect(nextTryAt([0, 1500, 3000, 4100], 4200, MODEL_RETRY)).toBe(14_200);
});

test("however long loads take to fail, no minute sees more than five tries, and none is put off past a minute", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20_000), { minLength: 1, maxLength: 40 }), (durations) => {
      const starts: number[] = [];
      let failedAt = 0;
      for (const duration of durations) {
        const start = Math.max(failedAt, nextTryAt(starts, failedAt, MODEL_RETRY));
        expect(start - failedAt).toBeLessThanOrEqual(60_000);
        starts.push(start);
        failedAt = start + duration;
      }
      for (const start of starts) expect(starts.filter((other) => other >= start && other < start + 60_000).length).toBeLessThanOrEqual(5);
    }),
  );
});
