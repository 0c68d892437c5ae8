import { expect, test } from "vitest";
import { CircuitBreaker } from "./circuit-breaker.ts";

const LIMITS = { failures: 3, openMs: 100 };

function afterFailures(count: number, at: number): CircuitBreaker {
  const breaker = new CircuitBreaker(LIMITS);
  for (let i = 0; i < count; i++) breaker.failed(at);
  return breaker;
}

test("opens after so many failures in a row, for so long", () => {
  expect(afterFailures(2, 1000).allows(1000)).toBe(true);
  const open = afterFailures(3, 1000);
  expect([1000, 1099, 1100].map((now) => open.allows(now))).toEqual([false, false, true]);
});

test("one failure after the pause opens it again; one success closes it", () => {
  const breaker = afterFailures(3, 1000);
  breaker.failed(1100);
  expect(breaker.allows(1199)).toBe(false);
  breaker.succeeded();
  breaker.failed(1300);
  expect(breaker.allows(1300)).toBe(true);
});
