import { FLOAT_TILE } from "./layout";

// Products in f32, for attention: four rows of up to 32 columns at constant addresses, as in tile-product.ts, times panels of
// (32 depth, 8) f32. Every element is summed in ascending order of depth.

/** Depth of one panel; what is missing at the end of a row is 0 in both factors. */
export const DEPTH: u32 = 32;
export const FLOAT_PANEL: usize = 1024; // bytes
const ROW_BYTES: usize = 128;
const ROWS: u32 = 4;

/** Takes `columns` (a multiple of 4) of `rows` rows, `stride` bytes apart, into the tile: at most (4, 32); the rest becomes 0. */
export function loadFloatTile(x: usize, stride: usize, rows: u32, columns: u32): void {
  const bytes = <usize>min(columns, DEPTH) * 4;
  const zero = f32x4.splat(0);
  for (let r: u32 = 0; r < ROWS; r++) {
    const target = FLOAT_TILE + <usize>r * ROW_BYTES;
    for (let i: usize = 0; i < ROW_BYTES; i += 16) {
      if (r < rows && i < bytes) v128.store(target + i, v128.load(x + i));
      else v128.store(target + i, zero);
    }
    x += stride;
  }
}

@inline
function madd(sum: v128, x: v128, w: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, w));
}

/** C (4, 8) = or += the tile times one panel; rows of C are `stride` bytes apart. */
export function floatTileProduct(panel: usize, c: usize, stride: usize, isFirst: bool): void {
  const second = c + stride, third = second + stride, fourth = third + stride;
  const zero = f32x4.splat(0);
  let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
  if (!isFirst) {
    a0 = v128.load(c), b0 = v128.load(c, 16), a1 = v128.load(second), b1 = v128.load(second, 16);
    a2 = v128.load(third), b2 = v128.load(third, 16), a3 = v128.load(fourth), b3 = v128.load(fourth, 16);
  }
  let low: v128, high: v128, x: v128; // of all rounds, see tile-product.ts
  // unrolled
  for (let k: usize = 0; k < 32; k++) {
    low = v128.load(panel), high = v128.load(panel, 16);
    x = v128.load32_splat(FLOAT_TILE + 4 * k);
    a0 = madd(a0, x, low), b0 = madd(b0, x, high);
    x = v128.load32_splat(FLOAT_TILE + 4 * k + ROW_BYTES);
    a1 = madd(a1, x, low), b1 = madd(b1, x, high);
    x = v128.load32_splat(FLOAT_TILE + 4 * k + 2 * ROW_BYTES);
    a2 = madd(a2, x, low), b2 = madd(b2, x, high);
    x = v128.load32_splat(FLOAT_TILE + 4 * k + 3 * ROW_BYTES);
    a3 = madd(a3, x, low), b3 = madd(b3, x, high);
    panel += 32;
  }
  v128.store(c, a0), v128.store(c, b0, 16), v128.store(second, a1), v128.store(second, b1, 16);
  v128.store(third, a2), v128.store(third, b2, 16), v128.store(fourth, a3), v128.store(fourth, b3, 16);
}
