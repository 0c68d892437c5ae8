import { LOW_BYTES, TILE, TILE_STARTS } from "./layout";

// The inner loop: four rows of i16 activations times eight outputs of one panel of 128 inputs, exact in i32:
// 128 * 32,768 * 255 < 2^31. The low bytes of the weights are 128 too large (repack.ts), so their sums start from
// -128 times the sum of the row's activations. The sum of a panel becomes a float and is added to the sums of the
// panels before it, in ascending order, so that a row's bits depend on nothing but the row.
//
// The rows lie at constant addresses and the loop over them is written out, so that of five loads for eight dots only that
// of the weights is checked: 27 instructions for 64 products, of which 16 are the dots and their sums.

export const PANEL: u32 = 128;
export const TILE_ROWS: u32 = 4;
const ROW_BYTES: usize = 256;

/** Takes the columns of one panel of `rows` (1..4) rows, `stride` bytes apart, into the tile; absent rows become 0. */
export function loadTile(x: usize, stride: usize, rows: u32): void {
  const end = TILE + ROW_BYTES * min(rows, TILE_ROWS);
  let target = TILE, start = TILE_STARTS;
  for (; target < end; target += ROW_BYTES) {
    let sum = i32x4.splat(0);
    for (let i: usize = 0; i < ROW_BYTES; i += 16) {
      const eight = v128.load(x + i);
      v128.store(target + i, eight);
      sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(eight));
    }
    sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
    sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 1, 0, 3, 2));
    v128.store(start, i32x4.neg(i32x4.shl(sum, 7)));
    start += 16;
    x += stride;
  }
  const zero = i32x4.splat(0);
  for (; target < TILE + ROW_BYTES * TILE_ROWS; target += 16) v128.store(target, zero);
  for (; start < TILE_STARTS + 16 * TILE_ROWS; start += 16) v128.store(start, zero);
}

@inline
function madd(sum: v128, x: v128, w: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(x, w));
}

@inline
function addTo(sums: usize, low: v128, high: v128): void {
  v128.store(sums, f32x4.add(v128.load(sums), f32x4.convert_i32x4_s(low)));
  v128.store(sums, f32x4.add(v128.load(sums, 16), f32x4.convert_i32x4_s(high)), 16);
}

/** `rows` is a constant, 2 or 4. */
@inline
function product(rows: u32, panel: usize, groups: u32, sums: usize): void {
  const mask = v128.load(LOW_BYTES);
  const zero = i32x4.splat(0);
  for (const end = sums + <usize>groups * 128; sums < end; sums += 128) {
    let a0 = v128.load(TILE_STARTS), b0 = zero, a1 = v128.load(TILE_STARTS + 16), b1 = zero;
    let a2 = zero, b2 = zero, a3 = zero, b3 = zero;
    if (rows > 2) a2 = v128.load(TILE_STARTS + 32), a3 = v128.load(TILE_STARTS + 48);
    let low: v128, high: v128, x: v128; // of all rounds: the compiler would move the sums of others to the end
    // unrolled
    for (let pair: usize = 0; pair < 64; pair++) {
      high = v128.load(panel), low = v128.and(high, mask), high = i16x8.shr_s(high, 8);
      x = v128.load32_splat(TILE + 4 * pair);
      a0 = madd(a0, x, low), b0 = madd(b0, x, high);
      x = v128.load32_splat(TILE + 4 * pair + ROW_BYTES);
      a1 = madd(a1, x, low), b1 = madd(b1, x, high);
      if (rows > 2) {
        x = v128.load32_splat(TILE + 4 * pair + 2 * ROW_BYTES);
        a2 = madd(a2, x, low), b2 = madd(b2, x, high);
        x = v128.load32_splat(TILE + 4 * pair + 3 * ROW_BYTES);
        a3 = madd(a3, x, low), b3 = madd(b3, x, high);
      }
      panel += 16;
    }
    addTo(sums, a0, b0);
    addTo(sums + 32, a1, b1);
    if (rows > 2) addTo(sums + 64, a2, b2), addTo(sums + 96, a3, b3);
  }
}

/** sums (groups, 4 rows, 8 outputs) f32 += the tile times one panel of `groups` groups of eight outputs, of `rows` rows at least. */
export function tileProduct(rows: u32, panel: usize, groups: u32, sums: usize): void {
  if (rows > 2) product(4, panel, groups, sums);
  else product(2, panel, groups, sums);
}
