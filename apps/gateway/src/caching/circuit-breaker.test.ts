import fc from "fast-check";
import { expect, test } from "vitest";
import { CircuitBreaker } from "./circuit-breaker.ts";

const LIMITS = { failures: 3, openMs: 100 };

function afterFailures(count: number, at: number): CircuitBreaker {
  const breaker = new CircuitBreaker(LIMITS);
  for (let i = 0; i < count; i++) breaker.failed(at);
  return breaker;
}

test("opens after so many failures in a row, for so long", () => {
  expect(afterFailures(2, 1000).admits(1000)).toBe(true);
  const open = afterFailures(3, 1000);
  expect([1000, 1099, 1100].map((now) => open.admits(now))).toEqual([false, false, true]);
});

test("after the pause one call goes through, and no other until it has succeeded or another pause has passed", () => {
  const breaker = afterFailures(3, 1000);
  expect([1100, 1100, 1199, 1200].map((now) => breaker.admits(now))).toEqual([true, false, false, true]);
  breaker.succeeded();
  expect([1201, 1201].map((now) => breaker.admits(now))).toEqual([true, true]);
});

test("one failure after the pause opens it again; one success closes it", () => {
  const breaker = afterFailures(3, 1000);
  breaker.failed(1100);
  expect(breaker.admits(1199)).toBe(false);
  breaker.succeeded();
  breaker.failed(1300);
  expect(breaker.admits(1300)).toBe(true);
});

test("what never answers is asked at most once a pause, however many callers come", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 200 }), (pauses) => {
      const breaker = afterFailures(3, 0);
      let now = 0;
      const asked: number[] = [];
      for (const pause of pauses) {
        now += pause;
        if (breaker.admits(now)) asked.push(now);
      }
      expect(asked.every((at, index) => at - (asked[index - 1] ?? 0) >= LIMITS.openMs)).toBe(true);
    }),
  );
});
