import { DEFAULT_CACHE_RULES, openCache, openIsolate, type Cache, type CacheEvent } from "@steadytext/store";
import { waitUntil } from "cloudflare:workers";
import type { EdgeSettings } from "./edge-options.ts";
import { logError, reasonOf } from "./log.ts";

const MEBIBYTE = 1024 * 1024;
/** Little: a model fills the isolate beside it. */
const MEMORY_BYTES = 2 * MEBIBYTE;
const RECORD_BYTES = 256 * MEBIBYTE;

const isolate = openIsolate({ memoryBytes: MEMORY_BYTES });

/** The cache over the Worker's stores, with the service's rules. */
export function edgeCache({ d1Database, kvNamespace }: EdgeSettings): Cache {
  const settings = { rules: DEFAULT_CACHE_RULES, byteBudget: RECORD_BYTES };
  const stores = { DB: d1Database as D1Database, KV: kvNamespace as KVNamespace };
  return openCache(settings, isolate, stores, { now: Date.now, defer: (work) => waitUntil(work), log });
}

function log({ tier, kind, count, cause }: CacheEvent): void {
  if (kind === "damaged") logError("cache_corrupt", { tier, count });
  if (kind === "failed") logError("cache_tier_failed", { tier, count, cause: reasonOf(cause) });
}
