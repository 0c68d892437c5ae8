import { halfToNumber } from "./half.ts";

const BLOCK_BYTES: Readonly<Record<string, number>> = { Q4_0: 18, Q4_1: 20, Q8_0: 34 };

/** The 32 weights of one block of the file (ggml's definition of the formats). */
function dequantiseBlock(type: string, block: Uint8Array): number[] {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const d = halfToNumber(view.getUint16(0, true));
  if (type === "Q8_0") return Array.from({ length: 32 }, (_, i) => d * view.getInt8(2 + i));
  const nibbles = block.subarray(type === "Q4_1" ? 4 : 2);
  const minimum = type === "Q4_1" ? halfToNumber(view.getUint16(2, true)) : -8 * d;
  return Array.from({ length: 32 }, (_, i) => {
    const byte = nibbles[i & 15] ?? NaN;
    return d * (i < 16 ? byte & 15 : byte >> 4) + minimum;
  });
}

/** W (rows, columns) of a matrix of the file. */
export function dequantiseMatrix(type: string, bytes: Uint8Array, rows: number, columns: number): Float64Array[] {
  const blockBytes = BLOCK_BYTES[type] ?? NaN;
  const blocks = columns / 32;
  return Array.from({ length: rows }, (_, r) => {
    const at = (b: number) => (r * blocks + b) * blockBytes;
    const parts = Array.from({ length: blocks }, (_, b) => dequantiseBlock(type, bytes.subarray(at(b), at(b + 1))));
    return Float64Array.from(parts.flat());
  });
}
