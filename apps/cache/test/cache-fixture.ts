import type { CacheEntry, Result, ServiceError } from "@steadytext/core";
import { DEFAULT_CACHE_RULES, openCache, openIsolate, type CacheEvent, type CacheIsolate, type KvStore } from "@steadytext/store";
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

/** An isolate that no other test has. */
const newIsolate = () => openIsolate({ memoryBytes: 4 * 1024 * 1024 });

/**
 * A cache over the real stores, or over those given, in an isolate of its own or one given, whose clock the test turns and whose deferred work it awaits. Events are
 * those that would be logged.
 */
export function openTestCache({ kv = env.KV, d1 = env.DB, isolate = newIsolate(), clock = { nowMs: Date.now() } }: TestStores = {}) {
  const events: CacheEvent[] = [];
  const deferred: Promise<void>[] = [];
  const surroundings = {
    now: () => clock.nowMs,
    defer: (work: Promise<void>) => void deferred.push(work),
    log: (event: CacheEvent) => void events.push(event),
  };
  const config = { rules: DEFAULT_CACHE_RULES, byteBudget: 1024 * 1024 };
  const parts = openCache(config, isolate, { DB: d1, KV: kv }, surroundings);
  const settle = async () => {
    while (deferred.length > 0) await Promise.all(deferred.splice(0));
  };
  const count = (tier: string, kind: string) =>
    events.filter((e) => e.tier === tier && e.kind === kind).reduce((sum, e) => sum + e.count, 0);
  return { ...parts, cache: parts.entries, isolate, clock, settle, count };
}

interface TestStores {
  readonly kv?: KvStore;
  readonly d1?: D1Database;
  readonly isolate?: CacheIsolate;
  readonly clock?: { nowMs: number };
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
