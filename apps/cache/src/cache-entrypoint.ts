import { env as boundEnv, WorkerEntrypoint } from "cloudflare:workers";
import type { CacheEntry, CacheScope, CacheService } from "@steadytext/core";
import { D1Tier, KvTier, ONE_IN_A_HUNDRED, PromotionGate, ReadCounter, TieredCache, type EntryRef } from "@steadytext/store";
import { parseConfig } from "./config.ts";
import { logEvent } from "./log-event.ts";

const config = parseConfig(boundEnv);
/** Shared by all invocations of the isolate: counts that ended with each call would never add up. */
const hitCounter = new ReadCounter<EntryRef>(ONE_IN_A_HUNDRED);
const promotionGate = new PromotionGate();

/** The cache as the other Workers call it: KV in front of D1. */
export class CacheEntrypoint extends WorkerEntrypoint<Env> implements Pick<CacheService, "get" | "getMany" | "put" | "putMany"> {
  readonly #cache: TieredCache;

  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, env);
    this.#cache = new TieredCache({
      accelerators: [new KvTier(env.KV, Date.now)],
      record: new D1Tier(env.DB),
      lifetimes: config.lifetimes,
      hitCounter,
      promotionGate,
      now: Date.now,
      defer: (work) => ctx.waitUntil(work),
      onEvent: logEvent,
    });
  }

  get(scope: CacheScope, digest: string) {
    return this.#cache.get(scope, digest);
  }

  getMany(scope: CacheScope, digests: readonly string[]) {
    return this.#cache.getMany(scope, digests);
  }

  put(entry: CacheEntry) {
    return this.#cache.put(entry);
  }

  putMany(entries: readonly CacheEntry[]) {
    return this.#cache.putMany(entries);
  }
}
