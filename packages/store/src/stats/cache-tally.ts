import type { CacheStats, CacheTierCounts, CacheTierName } from "@steadytext/core";
import type { CacheEvent } from "../cache-event.ts";

/** What an isolate has seen since it started. */
export class CacheTally {
  readonly #counts = new Map<string, number>();

  add({ tier, kind, count }: CacheEvent): void {
    this.#counts.set(`${tier} ${kind}`, this.#of(tier, kind) + count);
  }

  snapshot(): Pick<CacheStats["isolate"], "tiers" | "misses"> {
    const tiers = { memory: this.#ofTier("memory"), kv: this.#ofTier("kv"), d1: this.#ofTier("d1") };
    return { tiers, misses: this.#of("d1", "miss") };
  }

  #ofTier(tier: CacheTierName): CacheTierCounts {
    const of = (kind: CacheEvent["kind"]) => this.#of(tier, kind);
    return { hits: of("hit"), expired: of("expired"), damaged: of("damaged"), promoted: of("promoted"), failed: of("failed") };
  }

  #of(tier: CacheTierName, kind: CacheEvent["kind"]): number {
    return this.#counts.get(`${tier} ${kind}`) ?? 0;
  }
}
