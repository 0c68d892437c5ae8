import type { CacheEntry, CacheScope, Result, ServiceError } from "@steadytext/core";
import { expect } from "vitest";
import type { CacheEvent } from "../src/cache-event.ts";
import { DEFAULT_CACHE_RULES } from "../src/entry/cache-rules.ts";
import { openCache, openIsolate, type CacheSettings } from "../src/open-cache.ts";
import { LaggingKv } from "./lagging-kv.ts";
import { SqliteD1 } from "./sqlite-d1.ts";

/** The stores that isolates share, with a clock that the test turns. */
export function openStores({ kvLagMs = 0 } = {}) {
  const clock = { nowMs: 1_000_000_000_000 };
  const database = new SqliteD1();
  return { clock, database, kv: new LaggingKv(() => clock.nowMs, kvLagMs) };
}
export type Stores = ReturnType<typeof openStores>;

/** A cache in an isolate of its own over the stores. `settle` waits for what the answers did not. */
export function openTestCache({ clock, database, kv }: Stores, changes: Partial<CacheSettings> = {}) {
  const settings = { rules: DEFAULT_CACHE_RULES, byteBudget: 1e9, memoryBytes: 1e6, ...changes };
  const events: CacheEvent[] = [];
  const deferred: Promise<void>[] = [];
  const surroundings = {
    now: () => clock.nowMs,
    defer: (work: Promise<void>) => void deferred.push(work),
    log: (event: CacheEvent) => void events.push(event),
  };
  const isolate = openIsolate(settings);
  const parts = openCache(settings, isolate, { DB: database.d1, KV: kv }, surroundings);
  const settle = async () => {
    while (deferred.length > 0) await Promise.all(deferred.splice(0));
  };
  const count = (tier: string, kind: string) =>
    events.filter((event) => event.tier === tier && event.kind === kind).reduce((sum, event) => sum + event.count, 0);
  return { ...parts, isolate, settle, count };
}
export type TestCache = ReturnType<typeof openTestCache>;

/** The entry of a (scope, digest), whose value is a function of them, as answers that are a function of what was asked are. */
export function makeEntry(scope: CacheScope, digest: string, changes: Partial<CacheEntry> = {}): CacheEntry {
  const identity = { operation: "generate", modelDigest: "0".repeat(64), engineDigest: "0".repeat(64) } as const;
  return { scope, digest, ...identity, value: new TextEncoder().encode(`${scope} ${digest}`), ...changes };
}

/** The value of a result that must be a success. */
export function valueOf<T>(result: Result<T, ServiceError>): T {
  expect(result).toMatchObject({ ok: true });
  return (result as { value: T }).value;
}
