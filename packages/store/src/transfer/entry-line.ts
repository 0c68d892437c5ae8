import { sha256Digest, sha256Hex, type CacheScope } from "@steadytext/core";
import { z } from "zod";
import { fromBase64, toBase64 } from "../entry/base64.ts";
import { CACHE_LIMITS } from "../entry/cache-limits.ts";
import type { StoredEntry } from "../entry/stored-entry.ts";

const time = z.int().min(0).max(8_640_000_000_000_000);

const entryLine = z.strictObject({
  digest: sha256Digest,
  operation: z.enum(["generate", "embed"]),
  model_digest: sha256Digest,
  engine_digest: sha256Digest,
  checksum: sha256Digest,
  created_at_ms: time,
  expires_at_ms: time,
  value: z.string(),
});
const lastLine = z.strictObject({ entries: z.int().min(0) });

/** Characters of the longest line that can be sound. */
export const MAX_LINE_CHARS = (CACHE_LIMITS.valueBytes / 3) * 4 + 1_024;

/** An entry as one line of an export; whose it is, the export as a whole says. */
export function entryToLine({
  digest,
  operation,
  modelDigest,
  engineDigest,
  checksum,
  createdAtMs,
  expiresAtMs,
  value,
}: StoredEntry): string {
  const line: z.infer<typeof entryLine> = {
    digest,
    operation,
    model_digest: modelDigest,
    engine_digest: engineDigest,
    checksum,
    created_at_ms: createdAtMs,
    expires_at_ms: expiresAtMs,
    value: toBase64(value),
  };
  return `${JSON.stringify(line)}\n`;
}

/** The last line: how many entries came before it. */
export function countToLine(entries: number): string {
  return `${JSON.stringify({ entries })}\n`;
}

/** What a line says, or why it is not sound. */
export type LineReading =
  | { readonly kind: "entry"; readonly entry: StoredEntry }
  | { readonly kind: "end"; readonly entries: number }
  | { readonly kind: "bad"; readonly reason: string };

/** Reads a line for `scope`: an entry whose value has its checksum and that lives no longer than any may, or the end. */
export async function readLine(line: string, scope: CacheScope, nowMs: number): Promise<LineReading> {
  const parsed = parseJson(line);
  const end = lastLine.safeParse(parsed);
  if (end.success) return { kind: "end", entries: end.data.entries };
  const { data, error } = entryLine.safeParse(parsed);
  if (data === undefined)
    return bad(parsed === undefined ? "is not JSON" : `${error!.issues[0]!.path.join(".") || "it"}: is not as an export writes it`);
  const value = fromBase64(data.value);
  if (value === null || value.byteLength > CACHE_LIMITS.valueBytes)
    return bad(`value: must be base64 of at most ${CACHE_LIMITS.valueBytes} bytes`);
  if ((await sha256Hex(value)) !== data.checksum) return bad("checksum: is not the SHA-256 of the value");
  if (data.expires_at_ms > nowMs + CACHE_LIMITS.maxTtlSeconds * 1000) return bad("expires_at_ms: is too far ahead");
  const { digest, operation, model_digest: modelDigest, engine_digest: engineDigest, checksum } = data;
  const identity = { scope, digest, operation, modelDigest, engineDigest, checksum };
  const times = { createdAtMs: Math.min(data.created_at_ms, nowMs), expiresAtMs: data.expires_at_ms, asOfMs: nowMs };
  return { kind: "entry", entry: { ...identity, ...times, value, hits: 0 } };
}

function bad(reason: string): LineReading {
  return { kind: "bad", reason };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
