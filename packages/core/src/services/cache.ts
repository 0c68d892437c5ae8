import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";

/** Who may read an entry: one tenant, or everyone who asked for the shared scope. */
export type CacheScope = `tenant:${string}` | "shared";

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

/** What the cache Worker offers over its binding. Reads fall through damaged or foreign entries as misses: never a wrong answer. */
export interface CacheService {
  get(scope: CacheScope, digest: string): Promise<Result<Uint8Array | null, ServiceError>>;
  /** Values in the digests' order, null where there is none. */
  getMany(scope: CacheScope, digests: readonly string[]): Promise<Result<readonly (Uint8Array | null)[], ServiceError>>;
  put(entry: CacheEntry): Promise<Result<null, ServiceError>>;
  putMany(entries: readonly CacheEntry[]): Promise<Result<null, ServiceError>>;
}
