import { z } from "zod";
import { NAMESPACE_LIMITS } from "../services/namespace.ts";
import { wellFormedText } from "./text.ts";

const MEBIBYTE = 1024 ** 2;

// Plain objects, not strict ones: fields that clients will send one day are ignored here, as the protocol's clients expect.
const cacheName = wellFormedText(NAMESPACE_LIMITS.cacheNameBytes).min(1);
const key = z.string();
const keys = z.array(key).max(NAMESPACE_LIMITS.keys);

/** Opaque: only its form is checked, so that a client's decoder takes what comes back. */
const value = z.string().refine(isBase64, "must be base64: A-Z, a-z, 0-9, + and /, padded with = to a multiple of 4");
const item = z.object({
  key,
  value,
  size: z.number().min(0).optional().describe("A hint; the size is counted, whatever it says"),
});

/** Any operation on a whole cache. */
export const cacheNameRequest = z.object({ cache_name: cacheName });

/** Any operation on one key. */
export const cacheKeyRequest = z.object({ cache_name: cacheName, key });

/** Any operation on several keys. */
export const cacheKeysRequest = z.object({ cache_name: cacheName, keys });

/** `POST /api/init` as it arrives. */
export const cacheInitRequest = z.object({
  cache_name: cacheName,
  max_size_mb: z
    .number()
    .positive()
    .max(NAMESPACE_LIMITS.maxSizeBytes / MEBIBYTE)
    .default(NAMESPACE_LIMITS.defaultMaxSizeBytes / MEBIBYTE)
    .describe("Mebibytes of values that the cache may hold"),
});

/** `POST /api/set` as it arrives. */
export const cacheSetRequest = z.object({ cache_name: cacheName, ...item.shape });

/** `POST /api/batch/set` as it arrives; of items with equal keys the last is kept. */
export const cacheBatchSetRequest = z.object({ cache_name: cacheName, items: z.array(item).max(NAMESPACE_LIMITS.keys) });

/** What writes are answered with. */
export const cacheDoneAnswer = z.strictObject({ success: z.literal(true) });

export const cacheInitAnswer = cacheDoneAnswer.extend({ message: z.string() });
export const cacheExistsAnswer = z.strictObject({ exists: z.boolean() });

/** One key's value, where it has one. */
export const cacheFoundAnswer = z.union([
  z.strictObject({ found: z.literal(true), value: z.string() }),
  z.strictObject({ found: z.literal(false) }),
]);

/** `POST /api/batch/get` as it is answered: each key that was asked for, once. */
export const cacheBatchGetAnswer = z.strictObject({ results: z.record(z.string(), cacheFoundAnswer) });

/** `POST /api/stats` as it is answered. Sizes are characters of base64; `utilization` is a fraction of `max_size_bytes`. */
export const cacheStatsAnswer = z.strictObject({
  entry_count: z.int(),
  total_size: z.int(),
  avg_frequency: z.number(),
  max_frequency: z.int(),
  max_size_bytes: z.int(),
  utilization: z.number(),
});

/** `max_size_mb` in whole bytes, one at least. */
export function mebibytesToBytes(size: number): number {
  return Math.max(1, Math.floor(size * MEBIBYTE));
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
