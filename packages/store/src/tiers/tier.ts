import type { CacheScope } from "@steadytext/core";
import type { StoredEntry } from "../entry/stored-entry.ts";

/** What a tier found under a digest: an entry yet to be judged, or something that is no entry at all. */
export type TierAnswer = StoredEntry | "damaged";

/** One store of the cache. It neither judges what it holds nor hides its failures: a tier that cannot answer throws, and `TieredCache` decides. */
export interface Tier {
  readonly name: "kv" | "d1";
  /** Answers by digest; a digest without one is absent. */
  getMany(scope: CacheScope, digests: readonly string[]): Promise<ReadonlyMap<string, TierAnswer>>;
  putMany(entries: readonly StoredEntry[]): Promise<void>;
  deleteMany(scope: CacheScope, digests: readonly string[]): Promise<void>;
}

/** Reads of one entry that are not yet in the record. */
export interface HitCount {
  readonly scope: CacheScope;
  readonly digest: string;
  readonly hits: number;
  readonly lastAtMs: number;
}

/** The tier that every entry is in, and that keeps its read counts. */
export interface RecordTier extends Tier {
  addHits(counts: readonly HitCount[]): Promise<void>;
}
