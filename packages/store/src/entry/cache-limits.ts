/** Bounds of one call to the cache. Both stores' limits are below: D1 takes rows of 2,000,000 bytes, KV values of 25 MiB. */
export const CACHE_LIMITS = {
  /** D1's row limit less the room that the other columns need. */
  valueBytes: 2_000_000 - 2_048,
  /** Values read or written together: D1 carries bytes as JSON arrays of numbers, several times their size, and the isolate has 128 MB. */
  batchBytes: 8 * 1024 * 1024,
  batchEntries: 1_000,
  /** Shortest lifetime that KV can hold. */
  minTtlSeconds: 60,
  maxTtlSeconds: 31_536_000,
} as const;
