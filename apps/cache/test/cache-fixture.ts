import type { D1Database } from "@cloudflare/workers-types";
import type { CacheEntry, Result, ServiceError } from "@steadytext/core";
import {
  D1Tier,
  DEFAULT_LIFETIMES,
  KvTier,
  ONE_IN_A_HUNDRED,
  PromotionGate,
  ReadCounter,
  TieredCache,
  type CacheEvent,
  type EntryRef,
  type KvStore,
} from "@steadytext/store";
import { env } from "cloudflare:workers";
import { expect } from "vitest";

let entries = 0;

/** An entry that no other test has, with the fields given. */
export function makeEntry(fields: Partial<CacheEntry> = {}): CacheEntry {
  const digest = (++entries).toString(16).padStart(64, "0");
  const identity = { modelDigest: "a".repeat(64), engineDigest: "b".repeat(64) };
  return {
    scope: "tenant:one",
    digest,
    operation: "generate",
    ...identity,
    value: new TextEncoder().encode(`value ${entries}`),
    ...fields,
  };
}

/** A cache over the real stores, or over those given, whose clock the test turns and whose deferred work it awaits. */
export function openCache(stores: { kv?: KvStore; d1?: D1Database } = {}) {
  const events: CacheEvent[] = [];
  const deferred: Promise<void>[] = [];
  const clock = { nowMs: Date.now() };
  const now = () => clock.nowMs;
  const parts = {
    accelerators: [new KvTier(stores.kv ?? env.KV, now)],
    record: new D1Tier(stores.d1 ?? env.DB),
    lifetimes: DEFAULT_LIFETIMES,
    hitCounter: new ReadCounter<EntryRef>(ONE_IN_A_HUNDRED),
    promotionGate: new PromotionGate(),
    now,
    defer: (work: Promise<void>) => void deferred.push(work),
    onEvent: (event: CacheEvent) => void events.push(event),
  };
  const settle = () => Promise.all(deferred.splice(0));
  const count = (tier: string, kind: string) =>
    events.filter((e) => e.tier === tier && e.kind === kind).reduce((sum, e) => sum + e.count, 0);
  return { cache: new TieredCache(parts), clock, settle, count };
}

/** The value of a result that must be a success. */
export function valueOf<T>(result: Result<T, ServiceError>): T {
  expect(result).toMatchObject({ ok: true });
  return (result as { value: T }).value;
}

/** A store of which every method named rejects. */
export function failing<T extends object>(store: T, methods: readonly string[]): T {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return methods.includes(String(name)) ? () => Promise.reject(new Error("injected")) : member.bind(target);
    },
  });
}
