import { describe, expect, test } from "vitest";
import { keyRecord } from "../auth/key-record.ts";
import { effectiveLimits } from "../limits/key-limits.ts";
import { admit, settle } from "./admit.ts";
import { listingOf, reconfigured, revokeKey, rotateKey, updateKey, viewOf } from "./change-key.ts";
import { newGuardState, type GuardState } from "./guard-state.ts";
import { NO_MODEL, type AdmissionAsk } from "./key-guard-service.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const HASH = "a".repeat(64);
const OTHER = "b".repeat(64);
const RECORD = keyRecord.parse({ id: "acmeKey00001", env: "test", hash: HASH, tenant: "acme", scopes: ["generate"], name: "first" });
const STATE = newGuardState(RECORD, "admin", "source", NOW);
const ASK: AdmissionAsk = {
  proof: { env: "test", hash: HASH },
  anyOf: ["generate"],
  operation: "generate",
  model: "tiny",
  cached: false,
  reservation: null,
};

function decide(state: GuardState, ask: Partial<AdmissionAsk> = {}, nowMs = NOW) {
  return admit(state, { ...ASK, ...ask }, effectiveLimits(state.record.limits, {}), nowMs);
}

function codeOf(state: GuardState, ask: Partial<AdmissionAsk> = {}, nowMs = NOW): string {
  const { outcome } = decide(state, ask, nowMs).decision;
  return outcome.ok ? "ok" : outcome.error.code;
}

function changed(outcome: ReturnType<typeof updateKey>): GuardState {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

describe("admission", () => {
  test("takes the key's own secret in its own environment, and no other", () => {
    expect(codeOf(STATE)).toBe("ok");
    expect(codeOf(STATE, { proof: { env: "test", hash: OTHER } })).toBe("invalid_api_key");
    expect(codeOf(STATE, { proof: { env: "live", hash: HASH } })).toBe("invalid_api_key");
    expect(codeOf(STATE, { proof: { env: "test", hash: "" } })).toBe("invalid_api_key");
  });

  test("refuses what the key may not do, and counts nothing of it", () => {
    const limited = changed(updateKey(STATE, { models: ["tiny"] }));
    expect([codeOf(limited, { anyOf: ["embed"] }), codeOf(limited, { model: "large" })]).toEqual([
      "insufficient_scope",
      "insufficient_scope",
    ]);
    expect([codeOf(limited), codeOf(limited, { model: NO_MODEL })]).toEqual(["ok", "ok"]);
    expect(decide(limited, { model: "large" }).state).toBe(limited);
  });

  test("ends with the key's lifetime, to the millisecond", () => {
    const expiring = changed(updateKey(STATE, { expires_at: new Date(NOW + 1000).toISOString() }));
    expect([codeOf(expiring, {}, NOW + 999), codeOf(expiring, {}, NOW + 1000)]).toEqual(["ok", "invalid_api_key"]);
  });

  test("tells whose stored answers the key shares", () => {
    const shared = changed(updateKey(STATE, { cache_scope: "shared" }));
    const scopes = [STATE, shared].map((state) => decide(state).decision.outcome);
    expect(scopes).toMatchObject([{ value: { cacheScope: "tenant:acme" } }, { value: { cacheScope: "shared" } }]);
  });

  test("counts requests as they are admitted, and tokens on the day that they began", () => {
    const reservation = { id: "r", tokens: 50, leaseMs: 1e9 };
    const { state } = decide(STATE, { reservation });
    const nextDay = NOW + 86_400_000;
    const used = { id: "r", operation: "generate", model: "tiny", promptTokens: 7, completionTokens: 3 } as const;
    const settled = settle(state, used, effectiveLimits({}, {}), nextDay);
    const entry = { day: "2026-11-24", model: "tiny", operation: "generate", requests: 1, cachedRequests: 0 };
    expect(settled.journal.open).toEqual([{ ...entry, promptTokens: 7, completionTokens: 3 }]);
    expect(settle(settled, used, effectiveLimits({}, {}), nextDay)).toBe(settled);
  });
});

describe("a key's life", () => {
  test("a rotated key takes both secrets for the grace period, then the new one alone", () => {
    const rotated = changed(rotateKey(STATE, OTHER, 5000, NOW));
    const old = { proof: { env: "test", hash: HASH } } as const;
    const fresh = { proof: { env: "test", hash: OTHER } } as const;
    expect([codeOf(rotated, old, NOW + 4999), codeOf(rotated, fresh, NOW)]).toEqual(["ok", "ok"]);
    expect([codeOf(rotated, old, NOW + 5000), codeOf(rotated, fresh, NOW + 5000)]).toEqual(["invalid_api_key", "ok"]);
    expect(codeOf(changed(rotateKey(STATE, OTHER, 0, NOW)), old)).toBe("invalid_api_key");
  });

  test("a revoked key is refused with every secret, and stays so", () => {
    const revoked = revokeKey(changed(rotateKey(STATE, OTHER, 5000, NOW)), NOW);
    expect([HASH, OTHER].map((hash) => codeOf(revoked, { proof: { env: "test", hash } }))).toEqual(["invalid_api_key", "invalid_api_key"]);
    expect(revokeKey(revoked, NOW + 1)).toBe(revoked);
    expect([updateKey(revoked, { name: "x" }).ok, rotateKey(revoked, HASH, 0, NOW).ok]).toEqual([false, false]);
  });

  test("limits change one by one; null goes back to the service's", () => {
    const limited = changed(updateKey(STATE, { limits: { requests_per_minute: 5, tokens_per_day: 9 } }));
    const back = changed(updateKey(limited, { limits: { tokens_per_day: null } }));
    expect(effectiveLimits(back.record.limits, { tokens_per_day: 70 })).toMatchObject({ requests_per_minute: 5, tokens_per_day: 70 });
  });

  test("every change has a higher version than the last, for the index; nothing shown could be used as a key", () => {
    const states = [
      STATE,
      changed(updateKey(STATE, { name: "second" })),
      revokeKey(STATE, NOW),
      reconfigured(STATE, { ...RECORD, name: "third" }),
    ];
    expect(states.map(({ version }) => version)).toEqual([1, 2, 2, 2]);
    expect(reconfigured(STATE, { ...RECORD })).toBe(STATE);
    for (const state of states) expect(JSON.stringify([viewOf(state), listingOf(state)])).not.toContain(HASH);
  });

  test("a key from the configuration is revoked here, and changed there", () => {
    const configured = newGuardState(RECORD, "configuration", "source", NOW);
    expect([updateKey(configured, { name: "x" }).ok, rotateKey(configured, OTHER, 0, NOW).ok]).toEqual([false, false]);
    expect(codeOf(revokeKey(configured, NOW))).toBe("invalid_api_key");
  });
});
