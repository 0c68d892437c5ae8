import type { D1Database } from "@cloudflare/workers-types";
import type { CacheEvent } from "./cache-event.ts";
import { VoidRecords } from "./copies/void-records.ts";
import { VoidWatch } from "./copies/void-watch.ts";
import type { CacheRules } from "./entry/cache-rules.ts";
import { PromotionGate } from "./hits/promotion-gate.ts";
import { ONE_IN_A_HUNDRED, ReadCounter } from "./hits/read-counter.ts";
import { cleanUp } from "./eviction/clean-up.ts";
import { EntryRemoval } from "./removal/entry-removal.ts";
import { RemovalRecords } from "./removal/removal-records.ts";
import { CacheBooks } from "./stats/cache-books.ts";
import { cacheStats } from "./stats/cache-stats.ts";
import { CacheTally } from "./stats/cache-tally.ts";
import { TieredCache } from "./tiered-cache.ts";
import { D1Tier } from "./tiers/d1-tier.ts";
import { KvTier, type KvStore } from "./tiers/kv-tier.ts";
import { MemoryTier } from "./tiers/memory-tier.ts";
import type { EntryRef } from "./tiers/tier.ts";
import { EntryTransfer } from "./transfer/entry-transfer.ts";

/** What an operator decides. */
export interface CacheSettings {
  readonly rules: CacheRules;
  /** Bytes of values that the record may hold. */
  readonly byteBudget: number;
  /** Bytes of values that an isolate holds in memory. */
  readonly memoryBytes: number;
}

/** What all invocations of an isolate share; what ended with each call would never add up. */
export interface CacheIsolate {
  readonly memory: MemoryTier;
  readonly voids: VoidWatch;
  readonly hitCounter: ReadCounter<EntryRef>;
  readonly promotionGate: PromotionGate;
  readonly tally: CacheTally;
}

export function openIsolate({ memoryBytes }: Pick<CacheSettings, "memoryBytes">): CacheIsolate {
  return {
    memory: new MemoryTier(memoryBytes),
    voids: new VoidWatch(),
    hitCounter: new ReadCounter<EntryRef>(ONE_IN_A_HUNDRED),
    promotionGate: new PromotionGate(),
    tally: new CacheTally(),
  };
}

/** Longest that a clean-up begins new rounds: a run ends within 30 s. */
const CLEAN_UP_MS = 25_000;

/** Where entries are stored. */
export interface CacheStores {
  readonly DB: D1Database;
  readonly KV: KvStore;
}

/** What surrounds the cache: time, work after the answer, and a log. */
export interface CacheSurroundings {
  readonly now: () => number;
  readonly defer: (work: Promise<void>) => void;
  readonly log: (event: CacheEvent) => void;
}

/** The cache's parts, put together over its stores for one invocation. */
export function openCache(
  settings: Omit<CacheSettings, "memoryBytes">,
  isolate: CacheIsolate,
  stores: CacheStores,
  { now, defer, log }: CacheSurroundings,
) {
  const { memory, voids, tally } = isolate;
  const onEvent = (event: CacheEvent) => {
    tally.add(event);
    log(event);
  };
  const kv = new KvTier(stores.KV, now);
  const record = new D1Tier(stores.DB, now);
  const voidRecords = new VoidRecords(stores.DB);
  const books = new CacheBooks(stores.DB);
  const { byteBudget, rules } = settings;
  return {
    entries: new TieredCache({
      ...isolate,
      kv,
      record,
      voidSource: voidRecords,
      countCorrupt: (tier, count) => books.countCorrupt(tier, count),
      rules,
      now,
      defer,
      onEvent,
    }),
    removal: new EntryRemoval({ records: new RemovalRecords(stores.DB), kv, voids, voidRecords, now, onEvent }),
    transfer: new EntryTransfer({ record, memory, now, onEvent }),
    cleanUp: () => {
      const endMs = now() + CLEAN_UP_MS;
      const parts = { database: stores.DB, books, voidRecords, rules, byteBudget, now };
      return cleanUp(parts, () => now() < endMs);
    },
    stats: () => cacheStats({ books, memory, tally, byteBudget, onEvent }),
  };
}
export type Cache = ReturnType<typeof openCache>;
