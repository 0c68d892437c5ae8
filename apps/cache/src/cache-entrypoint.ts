import { env as boundEnv, WorkerEntrypoint } from "cloudflare:workers";
import type { CacheEntry, CachePurge, CacheScope, CacheService } from "@steadytext/core";
import { parseConfig } from "./config.ts";
import { logEvent } from "./log-event.ts";
import { openCache, openIsolate, type Cache } from "@steadytext/store";

const config = parseConfig(boundEnv);
const isolate = openIsolate(config);

/** The cache as the other Workers call it: memory in front of KV in front of D1. */
export class CacheEntrypoint extends WorkerEntrypoint<Env> implements CacheService {
  readonly #cache: Cache;

  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, env);
    this.#cache = openCache(config, isolate, env, { now: Date.now, defer: (work) => ctx.waitUntil(work), log: logEvent });
  }

  get(scope: CacheScope, digest: string) {
    return this.#cache.entries.get(scope, digest);
  }

  getMany(scope: CacheScope, digests: readonly string[]) {
    return this.#cache.entries.getMany(scope, digests);
  }

  put(entry: CacheEntry) {
    return this.#cache.entries.put(entry);
  }

  putMany(entries: readonly CacheEntry[]) {
    return this.#cache.entries.putMany(entries);
  }

  delete(scope: CacheScope, digests: readonly string[]) {
    return this.#cache.removal.delete(scope, digests);
  }

  purge(what: CachePurge) {
    return this.#cache.removal.purge(what);
  }

  stats() {
    return this.#cache.stats();
  }

  exportEntries(scope: CacheScope, afterDigest?: string) {
    return this.#cache.transfer.export(scope, afterDigest);
  }

  importEntries(scope: CacheScope, lines: ReadableStream<Uint8Array>) {
    return this.#cache.transfer.import(scope, lines);
  }
}
