import { BLOCK } from "./block-formats";
import { nearestIntegers, unsignedLaneMax } from "./rounding";

// Activations enter a matrix product as int8 with one scale per 32 columns, written once per row and read for every
// group of weights, so they are stored the way the dot wants them. Rows are taken in tiles of `width` 4 and a last one of 1..3:
//
//   record of one block of one tile:
//   | k = 0: (width) x { xl 16 B, xh 16 B } | k = 1 ... k = 3 | (width) x { xs, xm, xi 16 B each } |
//
// xl = elements 4k..4k+3 four times, xh = elements 16+4k.. four times, xs = scale, xi = sum of the 32 integers (i32),
// xm = xs * xi; xs and xm carry the factor 2^96 (block-formats.ts).

export const RECORD_BYTES: usize = 176; // per row of a tile and block
export const TILE_ROWS: u32 = 4;

const SCALE: f32 = 7.922816251426434e28; // 2^96

/** Width of the tile that starts with row `index` of `rows`: four, or what is left. */
@inline
export function tileWidth(index: u32, rows: u32): u32 {
  return min(rows - index, TILE_ROWS);
}

/** Records of the tile that starts with row `index`. */
@inline
export function tileRecords(records: usize, index: u32, blocks: usize): usize {
  return records + <usize>index * blocks * RECORD_BYTES;
}

@inline
function absMax(x: usize): f32 {
  let m = f32x4.abs(v128.load(x));
  for (let i: usize = 16; i < 128; i += 16) m = i32x4.max_s(m, f32x4.abs(v128.load(x + i)));
  return unsignedLaneMax(m);
}

/** Four floats to the nearest integers (ties to even), -127..127. */
@inline
function nearest4(x: usize, inverse: v128): v128 {
  return nearestIntegers(f32x4.mul(v128.load(x), inverse));
}

/** Sixteen floats to int8. */
@inline
function nearest16(x: usize, inverse: v128): v128 {
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(nearest4(x, inverse), nearest4(x + 16, inverse)),
    i16x8.narrow_i32x4_s(nearest4(x + 32, inverse), nearest4(x + 48, inverse)),
  );
}

@inline
function sum16(v: v128): i32 {
  const s = i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(v));
  return (
    i32x4.extract_lane(s, 0) + i32x4.extract_lane(s, 1) + i32x4.extract_lane(s, 2) + i32x4.extract_lane(s, 3)
  );
}

/** Writes row `index` of `rows` (`columns` f32 at `x`) into the records. */
export function quantiseRow(x: usize, columns: u32, records: usize, index: u32, rows: u32): void {
  const blocks = <usize>(columns / BLOCK);
  const member = <usize>(index % TILE_ROWS);
  const first = index - <u32>member;
  const width = <usize>tileWidth(first, rows);
  const tile = tileRecords(records, first, blocks);
  for (let b: usize = 0; b < blocks; b++) {
    const source = x + b * BLOCK * 4;
    const record = tile + b * width * RECORD_BYTES;
    const largest = absMax(source);
    const inverse = f32x4.splat(largest > 0 ? <f32>127 / largest : 0);
    const low = nearest16(source, inverse);
    const high = nearest16(source + 64, inverse);
    const columnsAt = record + member * 32;
    const step = width * 32;
    storeColumn(columnsAt, v128.shuffle<i32>(low, low, 0, 0, 0, 0), v128.shuffle<i32>(high, high, 0, 0, 0, 0));
    storeColumn(columnsAt + step, v128.shuffle<i32>(low, low, 1, 1, 1, 1), v128.shuffle<i32>(high, high, 1, 1, 1, 1));
    storeColumn(columnsAt + 2 * step, v128.shuffle<i32>(low, low, 2, 2, 2, 2), v128.shuffle<i32>(high, high, 2, 2, 2, 2));
    storeColumn(columnsAt + 3 * step, v128.shuffle<i32>(low, low, 3, 3, 3, 3), v128.shuffle<i32>(high, high, 3, 3, 3, 3));
    const sum = sum16(low) + sum16(high);
    const scale = (largest / <f32>127) * SCALE;
    const scalesAt = record + 4 * step + member * 48;
    v128.store(scalesAt, f32x4.splat(scale));
    v128.store(scalesAt, f32x4.splat(scale * <f32>sum), 16);
    v128.store(scalesAt, i32x4.splat(sum), 32);
  }
}

@inline
function storeColumn(address: usize, low: v128, high: v128): void {
  v128.store(address, low);
  v128.store(address, high, 16);
}
