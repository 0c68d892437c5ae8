import type { CacheScope, CacheTierName } from "@steadytext/core";
import type { StoredEntry } from "../entry/stored-entry.ts";
import type { ReadCount } from "../hits/read-counter.ts";

/** What a tier found under a digest: an entry yet to be judged, or something that is no entry at all. */
export type TierAnswer = StoredEntry | "damaged";

/** One store of the cache. It neither judges what it holds nor hides its failures: a tier that cannot answer throws, and `TieredCache` decides. */
export interface Tier {
  readonly name: CacheTierName;
  /** Answers by digest; a digest without one is absent. */
  getMany(scope: CacheScope, digests: readonly string[]): Promise<ReadonlyMap<string, TierAnswer>>;
  putMany(entries: readonly StoredEntry[]): Promise<void>;
  deleteMany(scope: CacheScope, digests: readonly string[]): Promise<void>;
}

/** Which entry, of whom. */
export interface EntryRef {
  readonly scope: CacheScope;
  readonly digest: string;
}

/** One text for an entry, as keys of maps in memory. */
export function entryId(scope: CacheScope, digest: string): string {
  return `${digest}:${scope}`;
}

/** The tier that every entry is in, and that keeps its read counts. */
export interface RecordTier extends Tier {
  addHits(counts: readonly ReadCount<EntryRef>[]): Promise<void>;
}
