import type { Embedding } from "../services/embedding.ts";

/*
 * offset 0  u32 LE  tokens
 * offset 4  f32 LE  (dimension,) vector
 */
const HEADER_BYTES = 4;

/** A vector as it is stored. */
export function encodeEmbedding({ vector, tokens }: Embedding): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + vector.byteLength);
  new DataView(bytes.buffer).setUint32(0, tokens, true);
  bytes.set(vector, HEADER_BYTES);
  return bytes;
}

/** The stored vector, or null when the bytes are not one of `dimension` finite numbers. */
export function decodeEmbedding(bytes: Uint8Array, dimension: number): Embedding | null {
  if (bytes.byteLength !== HEADER_BYTES + 4 * dimension) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tokens = view.getUint32(0, true);
  for (let offset = HEADER_BYTES; offset < bytes.byteLength; offset += 4) {
    if (!Number.isFinite(view.getFloat32(offset, true))) return null;
  }
  return tokens > 0 ? { vector: bytes.subarray(HEADER_BYTES), tokens } : null;
}
