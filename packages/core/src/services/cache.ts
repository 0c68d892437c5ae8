import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";

/** Who may read an entry: one tenant, or everyone who asked for the shared scope. */
export type CacheScope = `tenant:${string}` | "shared";

/** The names of the cache's stores, fastest first. */
export type CacheTierName = "memory" | "kv" | "d1";

/** A result to remember. */
export interface CacheEntry {
  readonly scope: CacheScope;
  /** SHA-256 of what was asked, hexadecimal. */
  readonly digest: string;
  readonly operation: "generate" | "embed";
  readonly modelDigest: string;
  readonly engineDigest: string;
  readonly value: Uint8Array;
  /** Lifetime; the operation's default where it is left out. At least 60. */
  readonly ttlSeconds?: number | undefined;
}

/** What to forget: one request's results for all callers, everything of one tenant, or everything that one model computed. */
export type CachePurge = { readonly digest: string } | { readonly tenant: string } | { readonly modelDigest: string };

/** What a removal came to. */
export interface CacheRemoval {
  /** Entries removed from the record. */
  readonly removed: number;
  /** False where the call ran out of time: what is left needs another. */
  readonly complete: boolean;
}

/** What happened in a tier since its isolate started. */
export interface CacheTierCounts {
  readonly hits: number;
  readonly expired: number;
  readonly damaged: number;
  readonly promoted: number;
  readonly failed: number;
}

/** What the cache holds, and what it has seen. */
export interface CacheStats {
  readonly entries: number;
  readonly bytes: number;
  readonly byteBudget: number;
  readonly operations: Readonly<Record<CacheEntry["operation"], { readonly entries: number; readonly bytes: number }>>;
  /** Damaged entries found so far, in all isolates: never falls. */
  readonly corruptTotal: Readonly<Record<CacheTierName, number>>;
  /** The isolate that answers, alone. */
  readonly isolate: {
    readonly memory: { readonly entries: number; readonly bytes: number; readonly byteBudget: number };
    readonly tiers: Readonly<Record<CacheTierName, CacheTierCounts>>;
    readonly misses: number;
  };
}

/** What an import came to. A failed one tells `line` and `imported` in its error's details. */
export interface CacheImport {
  readonly imported: number;
  /** Entries whose lifetime was over; they are left out. */
  readonly expired: number;
}

/** What the cache Worker offers over its binding. Reads fall through damaged or foreign entries as misses: never a wrong answer. */
export interface CacheService {
  get(scope: CacheScope, digest: string): Promise<Result<Uint8Array | null, ServiceError>>;
  /** Values in the digests' order, null where there is none. */
  getMany(scope: CacheScope, digests: readonly string[]): Promise<Result<readonly (Uint8Array | null)[], ServiceError>>;
  put(entry: CacheEntry): Promise<Result<null, ServiceError>>;
  putMany(entries: readonly CacheEntry[]): Promise<Result<null, ServiceError>>;
  delete(scope: CacheScope, digests: readonly string[]): Promise<Result<CacheRemoval, ServiceError>>;
  purge(what: CachePurge): Promise<Result<CacheRemoval, ServiceError>>;
  stats(): Promise<Result<CacheStats, ServiceError>>;
  /**
   * A scope's living entries as NDJSON, by ascending digest, those after `afterDigest` where it is given. The last line is `{"entries":N}`; a stream
   * without it was cut, and can be resumed after its last digest.
   */
  exportEntries(scope: CacheScope, afterDigest?: string): Promise<Result<ReadableStream<Uint8Array>, ServiceError>>;
  /** Takes what `exportEntries` gave, each line verified; stops at the first that is not sound. */
  importEntries(scope: CacheScope, lines: ReadableStream<Uint8Array>): Promise<Result<CacheImport, ServiceError>>;
}
