import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effectiveLimits, type KeyLimits } from "./key-limits.ts";
import { admitRequest, levels, settleRequest, UNUSED, type LimitState } from "./limit-state.ts";

const NOON = Date.UTC(2026, 10, 24, 12);
const NONE = effectiveLimits({}, {});

const ask = (id: string, tokens: number, leaseMs = 60_000) => ({ reservation: { id, tokens, leaseMs } });

/** The state after a request that must be admitted. */
function admitted(state: LimitState, limits: KeyLimits, asked: Parameters<typeof admitRequest>[2], atMs = NOON): LimitState {
  const outcome = admitRequest(state, limits, asked, atMs);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

function refusal(state: LimitState, limits: KeyLimits, asked: Parameters<typeof admitRequest>[2], atMs = NOON) {
  const outcome = admitRequest(state, limits, asked, atMs);
  return outcome.ok ? null : { code: outcome.error.code, seconds: outcome.error.retryAfterSeconds };
}

describe("limits", () => {
  test("a key's own come before the service's, and what neither names is not limited", () => {
    const limits = effectiveLimits({ requests_per_minute: 5, tokens_per_day: null }, { requests_per_minute: 9, tokens_per_day: 7 });
    expect(limits).toMatchObject({ requests_per_minute: 5, tokens_per_day: 7, tokens_per_minute: null });
  });

  test("a request that one limit refuses takes nothing from any other", () => {
    const limits = { ...NONE, requests_per_minute: 10, tokens_per_minute: 100, tokens_per_day: 1000 };
    const state = admitted(UNUSED, limits, ask("a", 90));
    expect(refusal(state, limits, ask("b", 20))).toEqual({ code: "rate_limited", seconds: 6 });
    expect(levels(state, limits, NOON)).toMatchObject({ requests: { remaining: 9 }, tokens: { remaining: 10 } });
  });

  test("tokens are reserved before and settled after", () => {
    const limits = { ...NONE, tokens_per_minute: 100, tokens_per_day: 100, tokens_per_month: 100 };
    const state = settleRequest(admitted(UNUSED, limits, ask("a", 100)), limits, "a", 30, NOON);
    expect(levels(state, limits, NOON).tokens?.remaining).toBe(70);
    expect(admitted(state, limits, ask("b", 70)).day.used).toBe(100);
    expect(refusal(state, limits, ask("b", 71))?.code).toBe("quota_exceeded");
  });

  test("a request that could never be admitted is told so, with no time to wait", () => {
    expect(refusal(UNUSED, { ...NONE, tokens_per_minute: 100 }, ask("a", 101))).toEqual({ code: "quota_exceeded", seconds: undefined });
  });

  test.each([
    ["day", { ...NONE, tokens_per_day: 100 }, 12 * 3600],
    ["month", { ...NONE, tokens_per_month: 100 }, 6.5 * 24 * 3600],
  ] as const)("a %s's quota is full until the next one begins", (_length, limits, seconds) => {
    const state = admitted(UNUSED, limits, ask("a", 100));
    expect(refusal(state, limits, ask("b", 1))).toEqual({ code: "quota_exceeded", seconds });
    expect(refusal(state, limits, ask("b", 1), NOON + seconds * 1000)).toBeNull();
  });

  test("what computes at once is bounded; a request that ends, or whose lease runs out, makes room", () => {
    const limits = { ...NONE, concurrent_requests: 2 };
    const state = admitted(admitted(UNUSED, limits, ask("a", 1)), limits, ask("b", 1));
    expect(refusal(state, limits, ask("c", 1))?.code).toBe("rate_limited");
    expect(refusal(state, limits, { reservation: null })).toBeNull();
    expect(refusal(settleRequest(state, limits, "a", 1, NOON), limits, ask("c", 1))).toBeNull();
    expect(refusal(state, limits, ask("c", 1), NOON + 60_000)).toBeNull();
  });

  test("settling twice, or what is not known, changes nothing", () => {
    const limits = { ...NONE, tokens_per_minute: 100 };
    const state = settleRequest(admitted(UNUSED, limits, ask("a", 50)), limits, "a", 10, NOON);
    expect(settleRequest(state, limits, "a", 10, NOON)).toBe(state);
    expect(settleRequest(state, limits, "b", 10, NOON)).toBe(state);
  });

  test("tokens used in the end never come to more than the limits, whatever runs beside what", () => {
    const steps = fc.array(
      fc.record({
        id: fc.constantFrom("a", "b", "c", "d"),
        tokens: fc.integer({ min: 1, max: 80 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        gapMs: fc.nat(20_000),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const limits = { ...NONE, tokens_per_minute: 100, tokens_per_day: 300 };
        let state = UNUSED;
        let nowMs = NOON;
        let used = 0;
        const open = new Map<string, number>();
        for (const { id, tokens, share, gapMs } of all) {
          nowMs += gapMs;
          const reserved = open.get(id);
          if (reserved === undefined) {
            const outcome = admitRequest(state, limits, ask(id, tokens, 1e9), nowMs);
            if (outcome.ok) open.set(id, tokens);
            state = outcome.ok ? outcome.value : state;
          } else {
            const spent = Math.floor(reserved * share);
            state = settleRequest(state, limits, id, spent, nowMs);
            used += spent;
            open.delete(id);
          }
        }
        const waiting = [...open.values()].reduce((sum, tokens) => sum + tokens, 0);
        expect(used + waiting).toBe(state.day.used);
        expect(used).toBeLessThanOrEqual(Math.min(300, 100 + (100 * (nowMs - NOON)) / 60_000 + 1e-3));
      }),
    );
  });
});
