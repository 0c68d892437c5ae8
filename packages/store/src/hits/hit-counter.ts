import type { CacheScope } from "@steadytext/core";
import type { HitCount } from "../tiers/tier.ts";

/** When counted reads are written: a full map, many reads, or reads that have waited. */
const MAX_ENTRIES = 200;
const MAX_HITS = 500;
const MAX_WAIT_MS = 10_000;

/**
 * Reads counted in memory, so that a hit costs no write. Lives as long as its isolate: reads not yet drained when that ends are lost, which
 * makes an entry look a little less used than it is, and nothing else.
 */
export class HitCounter {
  readonly #counts = new Map<string, HitCount>();
  #hits = 0;
  #sinceMs = 0;

  /** Counts a read; one of a new entry is dropped while the map is full. */
  record(scope: CacheScope, digest: string, nowMs: number): void {
    const key = entryKey(scope, digest);
    const counted = this.#counts.get(key);
    if (counted === undefined && this.#counts.size >= MAX_ENTRIES) return;
    if (this.#counts.size === 0) this.#sinceMs = nowMs;
    this.#counts.set(key, { scope, digest, hits: (counted?.hits ?? 0) + 1, lastAtMs: nowMs });
    this.#hits++;
  }

  /** Reads of an entry that are not yet in the record. */
  pending(scope: CacheScope, digest: string): number {
    return this.#counts.get(entryKey(scope, digest))?.hits ?? 0;
  }

  isDue(nowMs: number): boolean {
    if (this.#counts.size === 0) return false;
    return this.#counts.size >= MAX_ENTRIES || this.#hits >= MAX_HITS || nowMs - this.#sinceMs >= MAX_WAIT_MS;
  }

  /** Hands over everything counted, and starts again from nothing. */
  drain(): readonly HitCount[] {
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    this.#hits = 0;
    return counts;
  }
}

function entryKey(scope: CacheScope, digest: string): string {
  return `${digest}:${scope}`;
}
