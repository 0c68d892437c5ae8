import { MATRIX_FORMATS, rowBytes } from "../src/tensor-format.ts";
import type { Random } from "./random.ts";

export const FORMAT_NAMES = ["Q4_0", "Q4_1", "Q8_0"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** A binary16 around 2^exponent with a random fraction. */
function half(random: Random, exponent: number): number {
  return ((exponent + 15) << 10) | random.below(1024);
}

/** File bytes of a matrix with weights of about +-0.1; Q4_0's scale takes both signs, Q8_0's quants the whole range. */
export function randomMatrix(random: Random, type: FormatName, rows: number, columns: number): Uint8Array {
  const { blockBytes } = formatOf(type);
  const bytes = new Uint8Array(rows * rowBytes(formatOf(type), columns));
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.bits() >>> 24;
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const sign = type === "Q4_0" ? (random.bits() >>> 31) << 15 : 0;
    view.setUint16(at, half(random, type === "Q8_0" ? -10 : -6) | sign, true);
    if (type === "Q4_1") view.setUint16(at + 2, half(random, -4) | 0x8000, true);
  }
  return bytes;
}

export function formatOf(type: FormatName) {
  const format = MATRIX_FORMATS[type];
  if (format === undefined) throw new Error(`no format ${type}`);
  return format;
}
