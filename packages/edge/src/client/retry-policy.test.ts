import fc from "fast-check";
import { expect, test } from "vitest";
import { errorWithStatus } from "../errors/error-class.ts";
import { ConnectionError } from "../errors/steadytext-error.ts";
import { retryDelay } from "./retry-policy.ts";

const status = fc.constantFrom(400, 401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504);
const random = fc.double({ min: 0, max: 1, noNaN: true });
const retryAfter = fc.option(fc.nat(120));

test("a retry never comes before the seconds that the service asked for, and never later than a few seconds after them", () => {
  fc.assert(
    fc.property(status, retryAfter, fc.integer({ min: 1, max: 20 }), random, (status, retryAfter, tries, random) => {
      const error = errorWithStatus("no", { status, code: "unavailable", retryAfter });
      const delay = retryDelay(error, tries, true, random);
      if (delay === null) return;
      expect(delay).toBeGreaterThanOrEqual((retryAfter ?? 0) * 1000);
      expect(delay).toBeLessThanOrEqual((retryAfter ?? 0) * 1000 + 8000);
    }),
  );
});

test("waits without advice double up to eight seconds, and callers spread over half of each", () => {
  const error = new ConnectionError("no", { code: "connection_failed" });
  expect([1, 2, 3, 4, 5, 6, 20].map((tries) => retryDelay(error, tries, true, 1))).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  expect([1, 2, 3].map((tries) => retryDelay(error, tries, true, 0))).toEqual([250, 500, 1000]);
});

test("what the request itself is at fault for is never sent again, and what may pass is", () => {
  const decisions = [400, 401, 403, 404, 409, 413, 422, 408, 429, 500, 502, 503, 504].map((status) => {
    const error = errorWithStatus("no", { status, code: "internal" });
    return [status, retryDelay(error, 1, true) !== null, retryDelay(error, 1, false) !== null];
  });
  expect(decisions).toEqual([
    ...[400, 401, 403, 404, 409, 413, 422].map((status) => [status, false, false]),
    [408, true, false],
    [429, true, true],
    ...[500, 502, 503, 504].map((status) => [status, true, false]),
  ]);
});

test("the service's own word on retrying counts most, and long waits are the caller's to decide", () => {
  const error = (facts: object) => errorWithStatus("no", { status: 429, code: "rate_limited", ...facts });
  expect(retryDelay(error({ shouldRetry: false }), 1, true)).toBeNull();
  expect(retryDelay(errorWithStatus("no", { status: 409, code: "sequence_conflict", shouldRetry: true }), 1, true)).not.toBeNull();
  expect(retryDelay(error({ retryAfter: 61 }), 1, true)).toBeNull();
  expect(retryDelay(errorWithStatus("no", { status: 504, code: "deadline_exceeded" }), 1, true)).toBeNull();
  expect(retryDelay(new Error("not ours"), 1, true)).toBeNull();
});
