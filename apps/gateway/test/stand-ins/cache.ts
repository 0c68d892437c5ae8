import { ok, type CacheEntry, type CachePurge, type CacheScope, type CacheService, type CacheStats } from "@steadytext/core";
import { WorkerEntrypoint } from "cloudflare:workers";

const keyOf = (scope: CacheScope, digest: string): string => `${scope} ${digest}`;

const held = { entries: 0, bytes: 0 };
const counts = { hits: 0, expired: 0, damaged: 0, promoted: 0, failed: 0 };
const STATS: CacheStats = {
  ...held,
  byteBudget: 1000,
  operations: { generate: held, embed: held },
  corruptTotal: { memory: 0, kv: 0, d1: 0 },
  isolate: { memory: { ...held, byteBudget: 100 }, tiers: { memory: counts, kv: counts, d1: counts }, misses: 0 },
};

function usual(): CacheService {
  const put = (entry: CacheEntry): void => void cache.entries.set(keyOf(entry.scope, entry.digest), entry);
  const get = (scope: CacheScope, digest: string): Uint8Array | null => cache.entries.get(keyOf(scope, digest))?.value ?? null;
  return {
    get: async (scope, digest) => ok(get(scope, digest)),
    getMany: async (scope, digests) => ok(digests.map((digest) => get(scope, digest))),
    put: async (entry) => {
      put(entry);
      return ok(null);
    },
    putMany: async (entries) => {
      entries.forEach(put);
      return ok(null);
    },
    delete: async () => ok({ removed: 0, complete: true }),
    purge: async () => ok({ removed: 0, complete: true }),
    stats: async () => ok(STATS),
    exportEntries: async () => ok(new Response('{"entries":0}\n').body as ReadableStream<Uint8Array>),
    async importEntries(_scope, lines) {
      await new Response(lines).text();
      return ok({ imported: 0, expired: 0 });
    },
  };
}

/** What the stand-in does, changed by a test, what it holds, and how often it was read. */
export const cache = { does: usual(), entries: new Map<string, CacheEntry>(), reads: 0 };

export function resetCache(): void {
  Object.assign(cache, { does: usual(), entries: new Map(), reads: 0 });
}

/** Stands in for the cache, over real RPC. */
export class CacheStandIn extends WorkerEntrypoint implements CacheService {
  get(scope: CacheScope, digest: string) {
    cache.reads += 1;
    return cache.does.get(scope, digest);
  }
  getMany(scope: CacheScope, digests: readonly string[]) {
    cache.reads += 1;
    return cache.does.getMany(scope, digests);
  }
  put(entry: CacheEntry) {
    return cache.does.put(entry);
  }
  putMany(entries: readonly CacheEntry[]) {
    return cache.does.putMany(entries);
  }
  delete(scope: CacheScope, digests: readonly string[]) {
    return cache.does.delete(scope, digests);
  }
  purge(what: CachePurge) {
    return cache.does.purge(what);
  }
  stats() {
    return cache.does.stats();
  }
  exportEntries(scope: CacheScope, afterDigest?: string) {
    return cache.does.exportEntries(scope, afterDigest);
  }
  importEntries(scope: CacheScope, lines: ReadableStream<Uint8Array>) {
    return cache.does.importEntries(scope, lines);
  }
}
