import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Deadlines } from "./deadlines.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A call that begins at a time and would take as long as it takes, under a deadline. Of two timers for one millisecond either may ring first. */
const call = fc
  .record({ startMs: fc.nat(500), takesMs: fc.nat(3000), deadlineMs: fc.integer({ min: 1, max: 3000 }) })
  .filter(({ takesMs, deadlineMs }) => takesMs !== deadlineMs);

describe("Deadlines", () => {
  test("give every call up at its own deadline and no sooner, whichever others wait", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 6 }), async (calls) => {
        const deadlines = new Deadlines();
        const beganMs = Date.now();
        const outcomes = calls.map(async ({ startMs, takesMs, deadlineMs }) => {
          await wait(startMs);
          const { ok } = await deadlines.within(wait(takesMs), deadlineMs);
          return [ok, Date.now() - beganMs - startMs];
        });
        await vi.runAllTimersAsync();
        const expected = calls.map(({ takesMs, deadlineMs }) => [takesMs < deadlineMs, Math.min(takesMs, deadlineMs)]);
        expect(await Promise.all(outcomes)).toEqual(expected);
      }),
    );
  });

  test("hold one timer for all calls, and none once the answer is given", async () => {
    const deadlines = new Deadlines();
    const calls = [10_000, 200, 2000].map((ms) => deadlines.within(Promise.resolve(ms), ms));
    expect(vi.getTimerCount()).toBe(1);
    await Promise.all(calls);
    expect(vi.getTimerCount()).toBe(1);
    deadlines.answered();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("still hold for work that goes on behind the answer", async () => {
    const deadlines = new Deadlines();
    const behind = deadlines.within(new Promise(() => undefined), 1000);
    deadlines.answered();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await behind).toMatchObject({ ok: false, error: "late" });
  });

  test("hand a failure of the work through", async () => {
    await expect(new Deadlines().within(Promise.reject(new Error("lost")), 100)).rejects.toThrow("lost");
  });
});

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
