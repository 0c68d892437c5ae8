import type { CacheScope } from "@steadytext/core";
import { LRUCache } from "lru-cache";
import type { StoredEntry } from "../entry/stored-entry.ts";
import { entryId, type Tier, type TierAnswer } from "./tier.ts";

/** What an entry takes beside its value: digests, times, and its place in the list. */
const OVERHEAD_BYTES = 1_024;

/** Entries in the isolate's memory, the least recently used first out. Lives as long as its isolate. */
export class MemoryTier implements Tier {
  readonly name = "memory";
  readonly byteBudget: number;
  readonly #entries: LRUCache<string, StoredEntry>;

  constructor(byteBudget: number) {
    this.byteBudget = byteBudget;
    this.#entries = new LRUCache({ maxSize: byteBudget, sizeCalculation: ({ value }) => value.byteLength + OVERHEAD_BYTES });
  }

  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries.size, bytes: this.#entries.calculatedSize };
  }

  async getMany(scope: CacheScope, digests: readonly string[]): Promise<ReadonlyMap<string, TierAnswer>> {
    const answers = new Map<string, TierAnswer>();
    for (const digest of digests) {
      const entry = this.#entries.get(entryId(scope, digest));
      if (entry !== undefined) answers.set(digest, copyOf(entry));
    }
    return answers;
  }

  async putMany(entries: readonly StoredEntry[]): Promise<void> {
    for (const entry of entries) this.#entries.set(entryId(entry.scope, entry.digest), copyOf(entry));
  }

  async deleteMany(scope: CacheScope, digests: readonly string[]): Promise<void> {
    for (const digest of digests) this.#entries.delete(entryId(scope, digest));
  }
}

/** What callers do to their bytes changes nothing here. */
function copyOf(entry: StoredEntry): StoredEntry {
  return { ...entry, value: entry.value.slice() };
}
