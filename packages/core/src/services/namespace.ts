import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";

/** One value of a namespace. */
export interface NamespaceItem {
  /** Any string: no length, character or surrogate is special. */
  readonly key: string;
  /** Base64 text, opaque: never decoded. */
  readonly value: string;
}

/** What a namespace holds. Sizes are characters of base64, which are bytes. */
export interface NamespaceStats {
  readonly entryCount: number;
  readonly totalSize: number;
  /** 0 where there are no entries. */
  readonly avgFrequency: number;
  readonly maxFrequency: number;
  readonly maxSizeBytes: number;
  /** `totalSize / maxSizeBytes`. */
  readonly utilization: number;
}

/** Bounds of one call; beyond them `invalid_request`, for values `body_too_large`. Names and keys are any text, names without lone surrogates. */
export const NAMESPACE_LIMITS = {
  cacheNameBytes: 255,
  keys: 10_000,
  /** D1's limit of a row less the room of its other columns. */
  valueBytes: 2_000_000 - 2_048,
  /** Values that one `get` answers with; it answers the first keys whose values fit. */
  answerBytes: 8 * 1024 * 1024,
  maxSizeBytes: 10 * 1024 ** 3,
  defaultMaxSizeBytes: 100 * 1024 ** 2,
  namespacesPerTenant: 1_000,
} as const;

/**
 * Named collections of mutable values, each a tenant's own: what SteadyText's cache clients keep. A namespace exists from the first `init` or `set`; until
 * then it reads as empty. Every write is whole or not at all.
 */
export interface NamespaceService {
  /** Sets how much a namespace may hold; makes it where it is new. */
  init(tenant: string, cacheName: string, maxSizeBytes: number): Promise<Result<null, ServiceError>>;
  /**
   * Values of the first of `keys`, in their order, null where there is none: of all of them unless the values would pass
   * `NAMESPACE_LIMITS.answerBytes`, but of one at least. Ask again with the rest.
   */
  get(tenant: string, cacheName: string, keys: readonly string[]): Promise<Result<readonly (string | null)[], ServiceError>>;
  /** Of items with equal keys the last is kept. */
  set(tenant: string, cacheName: string, items: readonly NamespaceItem[]): Promise<Result<null, ServiceError>>;
  delete(tenant: string, cacheName: string, keys: readonly string[]): Promise<Result<null, ServiceError>>;
  exists(tenant: string, cacheName: string, key: string): Promise<Result<boolean, ServiceError>>;
  clear(tenant: string, cacheName: string): Promise<Result<null, ServiceError>>;
  stats(tenant: string, cacheName: string): Promise<Result<NamespaceStats, ServiceError>>;
}
