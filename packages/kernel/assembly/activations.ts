import { BLOCK } from "./block-formats";
import { nearestIntegers, unsignedLaneMax } from "./rounding";

// Activations enter a matrix product as int8 with one scale per 32 columns. A row is a sequence of records, one a block:
//
//   | 32 x i8 | xs f32 | xm f32 | xi i32 | - |     48 B
//
// xs = scale, xi = sum of the 32 integers, xm = xs * xi; xs and xm carry the factor 2^96 (block-formats.ts).

export const RECORD_BYTES: usize = 48;

const SCALE: f32 = 7.922816251426434e28; // 2^96

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

/** Sum of 32 int8, in two vectors. */
@inline
function sumOf(low: v128, high: v128): i32 {
  const pairs = i16x8.add(i16x8.extadd_pairwise_i8x16_s(low), i16x8.extadd_pairwise_i8x16_s(high));
  const s = i32x4.extadd_pairwise_i16x8_s(pairs);
  return i32x4.extract_lane(s, 0) + i32x4.extract_lane(s, 1) + i32x4.extract_lane(s, 2) + i32x4.extract_lane(s, 3);
}

/** Writes the records of a row (`columns` f32 at `x`). */
export function quantiseRow(x: usize, columns: u32, records: usize): void {
  const end = x + <usize>columns * 4;
  for (; x < end; x += BLOCK * 4) {
    const largest = absMax(x);
    const inverse = f32x4.splat(largest > 0 ? <f32>127 / largest : 0);
    const low = nearest16(x, inverse);
    const high = nearest16(x + 64, inverse);
    const sum = sumOf(low, high);
    const scale = (largest / <f32>127) * SCALE;
    v128.store(records, low);
    v128.store(records, high, 16);
    store<f32>(records, scale, 32);
    store<f32>(records, scale * <f32>sum, 36);
    store<i32>(records, sum, 40);
    records += RECORD_BYTES;
  }
}

/** Whether all scales of a row's records are below `most`; false where one is not a number. */
export function scalesBelow(most: f32, columns: u32, records: usize): bool {
  const end = records + <usize>(columns / BLOCK) * RECORD_BYTES;
  for (; records < end; records += RECORD_BYTES) if (!(load<f32>(records, 32) < most * SCALE)) return false;
  return true;
}
