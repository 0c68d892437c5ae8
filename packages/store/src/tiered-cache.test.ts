import { sha256Hex, type CacheEntry, type CacheScope } from "@steadytext/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_LIFETIMES } from "./entry/lifetimes.ts";
import { ONE_IN_A_HUNDRED, ReadCounter } from "./hits/read-counter.ts";
import { PromotionGate } from "./hits/promotion-gate.ts";
import { TieredCache } from "./tiered-cache.ts";
import { UnreliableTier } from "../test/unreliable-tier.ts";

/** The one value of a (scope, digest), as answers that are a function of what was asked have it. */
function valueFor(scope: CacheScope, digest: string) {
  return new TextEncoder().encode(`${scope} ${digest[0]}`);
}

const scopes = ["shared", "tenant:a"] as const;
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("get", "put"),
      scope: fc.constantFrom(...scopes),
      digest: fc.constantFrom("1", "2", "3"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("fail", "recover", "damage"), tier: fc.constantFrom(0, 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait"), seconds: fc.integer({ min: 1, max: 7_200 }) }) },
);

function makeEntry(scope: CacheScope, digest: string): CacheEntry {
  const identity = { operation: "generate", modelDigest: "0".repeat(64), engineDigest: "0".repeat(64) } as const;
  return { scope, digest, ...identity, value: valueFor(scope, digest) };
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function openCache(accelerator: UnreliableTier, record: UnreliableTier) {
  const clock = { nowMs: 0 };
  const deferred: Promise<void>[] = [];
  const cache = new TieredCache({
    accelerators: [accelerator],
    record,
    lifetimes: DEFAULT_LIFETIMES,
    hitCounter: new ReadCounter(ONE_IN_A_HUNDRED),
    promotionGate: new PromotionGate(),
    now: () => clock.nowMs,
    defer: (work) => void deferred.push(work),
    onEvent: () => {},
  });
  return { cache, clock, settle: () => Promise.all(deferred.splice(0)) };
}

/** Runs the steps beside a model that knows only what was put and when it ends; answers what the cache said that it must not have. */
async function wrongAnswers(steps: readonly Step[]) {
  const tiers = [new UnreliableTier("kv"), new UnreliableTier("d1")] as const;
  const { cache, clock, settle } = openCache(...tiers);
  const endsAtMs = new Map<string, number>();
  const wrong: unknown[] = [];
  const visit = async ({ scope, digest, kind }: Extract<Step, { digest: string }>) => {
    const entry = makeEntry(scope, digest.repeat(64));
    const key = scope + digest;
    const lifetimeMs = DEFAULT_LIFETIMES.generate[scope === "shared" ? "shared" : "tenant"] * 1000;
    if (kind === "put" && (await cache.put(entry)).ok) endsAtMs.set(key, clock.nowMs + lifetimeMs);
    const got = await cache.get(scope, entry.digest);
    const alive = (endsAtMs.get(key) ?? 0) > clock.nowMs;
    const right = got.ok ? got.value === null || (alive && isEqual(got.value, entry.value)) : tiers.every((tier) => tier.fails);
    if (!right) wrong.push({ key, got });
  };
  for (const action of steps) {
    if ("seconds" in action) clock.nowMs += action.seconds * 1000;
    else if ("digest" in action) await visit(action);
    else if (action.kind === "damage") tiers[action.tier]!.damage();
    else tiers[action.tier]!.fails = action.kind === "fail";
    await settle();
  }
  return wrong;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

test("whatever fails, is damaged or expires, and in any order, an answer is the right bytes or none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      expect(await wrongAnswers(steps)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("an undamaged entry is found as long as the record stands", async () => {
  const kv = new UnreliableTier("kv");
  kv.fails = true;
  const { cache } = openCache(kv, new UnreliableTier("d1"));
  const entry = makeEntry("shared", await sha256Hex("asked"));
  expect(await cache.put(entry)).toEqual({ ok: true, value: null });
  expect(await cache.get("shared", entry.digest)).toEqual({ ok: true, value: entry.value });
});
