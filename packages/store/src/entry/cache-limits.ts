/** Bounds of one call to the cache. Both stores' limits are below: D1 takes rows of 2,000,000 bytes, KV values of 25 MiB. */
export const CACHE_LIMITS = {
  /** D1's row limit less the room that the other columns need, in base64. */
  valueBytes: ((2_000_000 - 2_048) / 4) * 3,
  /** Values read or written together: in the isolate's 128 MB they exist as bytes, as base64 and as D1's JSON. */
  batchBytes: 8 * 1024 * 1024,
  batchEntries: 1_000,
  /** Shortest lifetime that KV can hold. */
  minTtlSeconds: 60,
  maxTtlSeconds: 31_536_000,
} as const;
