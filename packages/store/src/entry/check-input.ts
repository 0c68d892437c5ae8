import {
  fail,
  ok,
  SHA256,
  sha256Digest,
  type CacheEntry,
  type CachePurge,
  type CacheScope,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { z } from "zod";
import { CACHE_LIMITS } from "./cache-limits.ts";

/** Printable ASCII and bounded, so that an entry's description fits into KV's 1,024 bytes of metadata. */
const SCOPE = /^(shared|tenant:[\x21-\x7e]{1,128})$/;
const scope = z.custom<CacheScope>(
  (value) => typeof value === "string" && SCOPE.test(value),
  'must be "shared" or "tenant:" and 1 to 128 printable ASCII characters',
);
const tenant = z.string().regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 printable ASCII characters");

const cachePurge = z.union(
  [z.strictObject({ digest: sha256Digest }), z.strictObject({ tenant }), z.strictObject({ modelDigest: sha256Digest })],
  "must have exactly one of a digest, a tenant and a model's digest",
);

const ttlSeconds = z.int().min(CACHE_LIMITS.minTtlSeconds).max(CACHE_LIMITS.maxTtlSeconds);
const value = z
  .custom<Uint8Array>((bytes) => bytes instanceof Uint8Array, "must be bytes")
  .refine((bytes) => bytes.byteLength <= CACHE_LIMITS.valueBytes, {
    error: `must be at most ${CACHE_LIMITS.valueBytes} bytes: store it in parts, or not at all`,
    params: { tooLarge: true },
  });

const cacheEntry = z.strictObject({
  scope,
  digest: sha256Digest,
  operation: z.enum(["generate", "embed"]),
  modelDigest: sha256Digest,
  engineDigest: sha256Digest,
  value,
  ttlSeconds: ttlSeconds.optional(),
});

const lookup = z.strictObject({
  scope,
  digests: z.array(sha256Digest).max(CACHE_LIMITS.batchEntries, `at most ${CACHE_LIMITS.batchEntries} a call`),
});
const entryList = z.array(cacheEntry).max(CACHE_LIMITS.batchEntries, `at most ${CACHE_LIMITS.batchEntries} a call`);

/** Refuses a lookup that no store could answer. */
export function checkLookup(wanted: { scope: CacheScope; digests: readonly string[] }): Result<null, ServiceError> {
  if (isLookup(wanted)) return ok(null);
  const parsed = lookup.safeParse(wanted);
  return parsed.success ? ok(null) : refusal(parsed.error);
}

/** The same as the schema says, at a tenth of its price: every hit is checked. */
function isLookup({ scope: within, digests }: { scope: CacheScope; digests: readonly string[] }): boolean {
  const isDigest = (digest: unknown): boolean => typeof digest === "string" && SHA256.pattern.test(digest);
  return SCOPE.test(within) && digests.length <= CACHE_LIMITS.batchEntries && digests.every(isDigest);
}

/** Refuses a scope that nobody can have. */
export function checkScope(wanted: CacheScope): Result<null, ServiceError> {
  const parsed = z.strictObject({ scope }).safeParse({ scope: wanted });
  return parsed.success ? ok(null) : refusal(parsed.error);
}

/** Refuses a purge that does not say what of. */
export function checkPurge(what: CachePurge): Result<null, ServiceError> {
  const parsed = cachePurge.safeParse(what);
  return parsed.success ? ok(null) : fail("invalid_request", `purge: ${parsed.error.issues[0]!.message}`);
}

/** Refuses entries that a store could not hold, before anything is written: a batch is stored whole or not at all. */
export function checkEntries(entries: readonly CacheEntry[]): Result<null, ServiceError> {
  const parsed = entryList.safeParse(entries);
  if (!parsed.success) return refusal(parsed.error);
  const bytes = entries.reduce((sum, entry) => sum + entry.value.byteLength, 0);
  if (bytes <= CACHE_LIMITS.batchBytes) return ok(null);
  return fail("body_too_large", `the values of one call must be at most ${CACHE_LIMITS.batchBytes} bytes together: send fewer at a time`);
}

function refusal(error: z.ZodError) {
  const issue = error.issues[0]!;
  const path = issue.path.join(".");
  const tooLarge = issue.code === "custom" && issue.params?.["tooLarge"] === true;
  return fail(tooLarge ? "body_too_large" : "invalid_request", `cache entry ${path}: ${issue.message}`, { param: path });
}
