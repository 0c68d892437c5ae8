import { sha256Hex, type CacheEntry, type CacheScope } from "@steadytext/core";
import { z } from "zod";
import { lifetimeSeconds, type CacheRules } from "./cache-rules.ts";

/** All that a store keeps beside the value. What comes back from a store is parsed: it may have been damaged there. */
export const entryEnvelope = z.object({
  scope: z.string().transform((scope) => scope as CacheScope),
  digest: z.string(),
  operation: z.enum(["generate", "embed"]),
  modelDigest: z.string(),
  engineDigest: z.string(),
  /** SHA-256 of the value, hexadecimal. */
  checksum: z.string(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
});
type EntryEnvelope = z.infer<typeof entryEnvelope>;

/** An entry as a tier holds it. */
export interface StoredEntry extends EntryEnvelope {
  readonly value: Uint8Array<ArrayBuffer>;
  /** When the record was last known to have the entry: a copy's age counts from then. */
  readonly asOfMs: number;
  /** Reads that the record knows of. */
  readonly hits: number;
}

/** Seals an entry for storage: its value copied and summed, its end of life fixed. */
export async function sealEntry(entry: CacheEntry, rules: CacheRules, nowMs: number): Promise<StoredEntry> {
  const { scope, digest, operation, modelDigest, engineDigest } = entry;
  const value = new Uint8Array(entry.value);
  return {
    scope,
    digest,
    operation,
    modelDigest,
    engineDigest,
    value,
    checksum: await sha256Hex(value),
    createdAtMs: nowMs,
    expiresAtMs: nowMs + lifetimeSeconds(entry, rules) * 1000,
    asOfMs: nowMs,
    hits: 0,
  };
}

/** Whether a stored entry may answer for (scope, digest) at `nowMs`: its bytes are what was stored, for this caller, and still alive. */
export async function judgeEntry(
  entry: StoredEntry,
  scope: CacheScope,
  digest: string,
  nowMs: number,
): Promise<"sound" | "expired" | "damaged"> {
  if (entry.scope !== scope || entry.digest !== digest) return "damaged";
  if (entry.expiresAtMs <= nowMs) return "expired";
  return (await sha256Hex(entry.value)) === entry.checksum ? "sound" : "damaged";
}
