import { filePartsPrefix, ok, type FilePart, type Result, type ServiceError } from "@steadytext/core";
import type { FileClaim } from "./store-file.ts";

const INDEX_DIGITS = 4;

/** Where a part is kept: keys in the order of the bytes. */
export function partKey(sha256: string, index: number): string {
  return filePartsPrefix(sha256) + String(index).padStart(INDEX_DIGITS, "0");
}

/** A part may be anything: only the whole file is checked for what it is. */
export const partCheck: FileClaim["check"] = async (source): Promise<Result<null, ServiceError>> => {
  const reader = source[Symbol.asyncIterator]();
  while ((await reader.next()).done !== true);
  return ok(null);
};

/** The parts of a file that are stored, in order. */
export async function listParts(bucket: Pick<R2Bucket, "list">, sha256: string): Promise<readonly FilePart[]> {
  // At most 256 of them, and a list has room for 1,000.
  const { objects } = await bucket.list({ prefix: filePartsPrefix(sha256) });
  return objects.map(({ key, size }) => ({ index: Number(key.slice(-INDEX_DIGITS)), size }));
}

/** All parts of a file as one body; null where there are none, or one before the last is missing. */
export async function joinParts(bucket: Pick<R2Bucket, "get" | "list">, sha256: string) {
  const parts = await listParts(bucket, sha256);
  if (parts.length === 0 || parts.some(({ index }, place) => index !== place)) return null;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const { readable, writable } = new FixedLengthStream(size);
  // Whoever reads learns of a failure from the stream itself.
  void pour(bucket, sha256, parts.length, writable).catch((cause: unknown) => writable.abort(cause).catch(() => undefined));
  return { size, stream: readable };
}

async function pour(bucket: Pick<R2Bucket, "get">, sha256: string, count: number, writable: WritableStream<Uint8Array>): Promise<void> {
  for (let index = 0; index < count; index++) {
    const part = await bucket.get(partKey(sha256, index));
    if (part === null) throw new Error(`part ${index} is gone`);
    await part.body.pipeTo(writable, { preventClose: true });
  }
  await writable.close();
}

/** Forgets the parts of a file. */
export async function deleteParts(bucket: Pick<R2Bucket, "list" | "delete">, sha256: string): Promise<void> {
  const parts = await listParts(bucket, sha256);
  if (parts.length > 0) await bucket.delete(parts.map(({ index }) => partKey(sha256, index)));
}
