import { env, waitUntil, WorkerEntrypoint } from "cloudflare:workers";
import type { CacheEntry, CachePurge, CacheScope, CacheService } from "@steadytext/core";
import { parseConfig } from "./config.ts";
import { logEvent } from "./log-event.ts";
import { openCache, openIsolate } from "@steadytext/store";

const config = parseConfig(env);

/** Put together once an isolate: doing it for each call took as long as a look-up in memory. */
const cache = openCache(config, openIsolate(config), env, { now: Date.now, defer: waitUntil, log: logEvent });

/** The cache as the other Workers call it: memory in front of KV in front of D1. */
export class CacheEntrypoint extends WorkerEntrypoint<Env> implements CacheService {
  get(scope: CacheScope, digest: string) {
    return cache.entries.get(scope, digest);
  }

  getMany(scope: CacheScope, digests: readonly string[]) {
    return cache.entries.getMany(scope, digests);
  }

  put(entry: CacheEntry) {
    return cache.entries.put(entry);
  }

  putMany(entries: readonly CacheEntry[]) {
    return cache.entries.putMany(entries);
  }

  delete(scope: CacheScope, digests: readonly string[]) {
    return cache.removal.delete(scope, digests);
  }

  purge(what: CachePurge) {
    return cache.removal.purge(what);
  }

  stats() {
    return cache.stats();
  }

  exportEntries(scope: CacheScope, afterDigest?: string) {
    return cache.transfer.export(scope, afterDigest);
  }

  importEntries(scope: CacheScope, lines: ReadableStream<Uint8Array>) {
    return cache.transfer.import(scope, lines);
  }
}
