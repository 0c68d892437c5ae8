import { HALF_BITS } from "./arena";

// A matrix is stored as panels of 576 rows (the last one of what is left, in whole groups of 16 rows); a panel is four
// strips of as many rows; a strip is a sequence of blocks of 32 columns; a block is a sequence of quads of 4 rows:
//
//   Q4_0  | nibbles 64 B | d 4 x f16             |   72 B   w = d (n - 8)
//   Q4_1  | nibbles 64 B | d 4 x f16 | m 4 x f16 |   80 B   w = d n + m
//   Q8_0  | bytes 128 B  | d 4 x f16             |  136 B   w = d n
//
//   nibbles: 4 columns k of | row 0: 4 B | row 1: 4 B | row 2: 4 B | row 3: 4 B |
//            byte j of column k holds element 4k + j in its low nibble and element 16 + 4k + j in its high nibble
//   bytes:   16 pairs p of | row 0: 2 x i8 | row 1: 2 x i8 | row 2: 2 x i8 | row 3: 2 x i8 |, elements 2p and 2p + 1
//
// So a product that takes panel after panel, block after block in it, and the quads of its four strips in turn, reads the weights as
// four ascending streams: the memory gives four of them in 0.7 of the time that it takes for one.
// An f16 is widened by shifting its bits into an f32, which is the value times 2^-112 (exact, subnormals too);
// activation scales carry 2^96 and the sums are multiplied by the remaining 2^16 when they are stored.

export const Q4_0: u32 = 2; // GGUF numbers
export const Q4_1: u32 = 3;
export const Q8_0: u32 = 8;

export const BLOCK: u32 = 32;
export const QUAD_ROWS: u32 = 4;
export const GROUP_ROWS: u32 = 16;
export const PANEL_ROWS: u32 = 576;
export const STRIPS: u32 = 4;

/** Bytes of one block of 4 rows. */
@inline
export function quadBytes(type: u32): usize {
  return type == Q4_0 ? 72 : type == Q4_1 ? 80 : 136;
}

/** Where a quad's scales begin. */
@inline
export function scalesAt(type: u32): usize {
  return type == Q8_0 ? 128 : 64;
}

/** Rows of the panel that starts with row `first` of `rows`, in whole groups. */
@inline
export function panelRows(first: u32, rows: u32): u32 {
  return min((rows - first + GROUP_ROWS - 1) & ~(GROUP_ROWS - 1), PANEL_ROWS);
}

/** Rows of each strip of the panel that holds row `index`. */
@inline
function stripRows(index: u32, rows: u32): u32 {
  return panelRows(index - (index % PANEL_ROWS), rows) / STRIPS;
}

/** Address of the first block of the quad that holds row `index` of a matrix (rows, columns). */
@inline
export function quadOf(type: u32, weights: usize, rows: u32, columns: u32, index: u32): usize {
  const inPanel = index % PANEL_ROWS, inStrip = inPanel % stripRows(index, rows);
  const before = <usize>((index - inStrip) / QUAD_ROWS) * (columns / BLOCK);
  return weights + (before + inStrip / QUAD_ROWS) * quadBytes(type);
}

/** Bytes from a block of a quad to its next. */
@inline
export function blockStride(type: u32, rows: u32, index: u32): usize {
  return <usize>(stripRows(index, rows) / QUAD_ROWS) * quadBytes(type);
}

/** Four f16 of `eight`, the low or the high ones, as f32 times 2^-112. */
@inline
export function widenLow(eight: v128): v128 {
  return v128.and(i32x4.shl(i32x4.extend_low_i16x8_s(eight), 13), v128.load(HALF_BITS));
}

@inline
export function widenHigh(eight: v128): v128 {
  return v128.and(i32x4.shl(i32x4.extend_high_i16x8_s(eight), 13), v128.load(HALF_BITS));
}
