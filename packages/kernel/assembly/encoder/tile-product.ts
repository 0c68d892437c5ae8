import { LOW_BYTES, TILE, TILE_STARTS } from "./layout";

// The inner loop: four rows of i16 activations times eight outputs of one panel of 64 inputs, exact in i32:
// 64 * 32,768 * 255 < 2^31. The low bytes of the weights are 128 too large (repack.ts), so their sums start from
// -128 times the sum of the row's activations. The sum of a panel becomes a float and is added to the sums of the
// panels before it, in ascending order, so that a row's bits depend on nothing but the row.

export const PANEL: u32 = 64;
export const TILE_ROWS: u32 = 4;
const ROW_BYTES: usize = 128;

/** Takes the columns of one panel of `rows` (1..4) rows, `stride` bytes apart, into the tile; absent rows become 0. */
export function loadTile(x: usize, stride: usize, rows: u32): void {
  for (let r: usize = 0; r < TILE_ROWS; r++) {
    const target = TILE + r * ROW_BYTES;
    if (<u32>r >= rows) memory.fill(target, 0, ROW_BYTES);
    else memory.copy(target, x + r * stride, ROW_BYTES);
    let sum = i32x4.splat(0);
    for (let i: usize = 0; i < ROW_BYTES; i += 16) sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(v128.load(target + i)));
    const total =
      i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
    v128.store(TILE_STARTS + r * 16, i32x4.splat(-128 * total));
  }
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

/** sums (groups, 4 rows, 8 outputs) f32 += the tile times one panel of `groups` groups of eight outputs. */
export function tileProduct(panel: usize, groups: u32, sums: usize): void {
  const mask = v128.load(LOW_BYTES);
  for (let g: u32 = 0; g < groups; g++) {
    let a0 = v128.load(TILE_STARTS), b0 = i32x4.splat(0);
    let a1 = v128.load(TILE_STARTS + 16), b1 = b0;
    let a2 = v128.load(TILE_STARTS + 32), b2 = b0;
    let a3 = v128.load(TILE_STARTS + 48), b3 = b0;
    for (let pair = TILE; pair < TILE + ROW_BYTES; pair += 4) {
      const w = v128.load(panel);
      const low = v128.and(w, mask), high = i16x8.shr_s(w, 8);
      let x = v128.load32_splat(pair);
      a0 = madd(a0, x, low), b0 = madd(b0, x, high);
      x = v128.load32_splat(pair, ROW_BYTES);
      a1 = madd(a1, x, low), b1 = madd(b1, x, high);
      x = v128.load32_splat(pair, 2 * ROW_BYTES);
      a2 = madd(a2, x, low), b2 = madd(b2, x, high);
      x = v128.load32_splat(pair, 3 * ROW_BYTES);
      a3 = madd(a3, x, low), b3 = madd(b3, x, high);
      panel += 16;
    }
    addTo(sums, a0, b0);
    addTo(sums + 32, a1, b1);
    addTo(sums + 64, a2, b2);
    addTo(sums + 96, a3, b3);
    sums += 128;
  }
}
