import { HEAD_DIM, PAGE_TOKENS, arena } from "./arena";
import { nearestIntegers, unsignedLaneMax } from "./rounding";

// A page holds 64 positions of one sequence, for every layer and KV head:
//
//   | layer 0: head 0, head 1, ... | layer 1: ... |       one head of one layer, 8,704 B:
//
//   | keys    (4 groups of 16 positions) x (32 pairs of dims) x { 16 positions x 2 dims } i8    4,096 B |
//   | values  (4 groups of 16 dims) x (32 pairs of positions) x { 16 dims x 2 positions } i8    4,096 B |
//   | key scales (64) f32 | value scales (64) f32                                                 512 B |
//
// so that the lanes of the key dot are positions and those of the value dot are dims (no sums across lanes), and
// attention reads both in the order of the memory.

export const VALUES: usize = 4096;
export const KEY_SCALES: usize = 8192;
export const VALUE_SCALES: usize = 8448;
export const HEAD_BYTES: usize = 8704;

/** The given head's part of page `page`. */
@inline
export function headPage(page: u32, layer: u32, kvHead: u32): usize {
  const a = arena();
  return a.pages + <usize>page * a.pageBytes + <usize>(layer * a.kvHeads + kvHead) * HEAD_BYTES;
}

/** Largest magnitude of 64 f32; not finite if one of them is not. */
@inline
function absMax64(x: usize): f32 {
  let largest = f32x4.abs(v128.load(x));
  for (let i: usize = 16; i < HEAD_DIM * 4; i += 16) largest = i32x4.max_s(largest, f32x4.abs(v128.load(x + i)));
  return unsignedLaneMax(largest);
}

/** Sixteen f32 to int8, as eight pairs. */
@inline
function nearest16(x: usize, inverse: v128): v128 {
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(nearestIntegers(f32x4.mul(v128.load(x), inverse)), nearestIntegers(f32x4.mul(v128.load(x, 16), inverse))),
    i16x8.narrow_i32x4_s(nearestIntegers(f32x4.mul(v128.load(x, 32), inverse)), nearestIntegers(f32x4.mul(v128.load(x, 48), inverse))),
  );
}

@inline
function inverseOf(largest: f32): v128 {
  return f32x4.splat(largest > 0 ? <f32>127 / largest : 0);
}

/** Writes key and value (64 f32 each) of position `slot` (0..63) of a head's page, int8 with one scale each. */
export function storeKeyValue(page: usize, slot: u32, key: usize, value: usize): void {
  const keyMax = absMax64(key);
  const valueMax = absMax64(value);
  store<f32>(page + 4 * slot, keyMax / <f32>127, KEY_SCALES);
  store<f32>(page + 4 * slot, valueMax / <f32>127, VALUE_SCALES);
  const keyInverse = inverseOf(keyMax);
  const valueInverse = inverseOf(valueMax);
  let keysAt = page + (slot >> 4) * 1024 + (slot & 15) * 2;
  let valuesAt = page + VALUES + (slot >> 1) * 32 + (slot & 1);
  for (let d: usize = 0; d < HEAD_DIM * 4; d += 64) {
    const keys = nearest16(key + d, keyInverse);
    const values = nearest16(value + d, valueInverse);
    // unrolled
    for (let i: usize = 0; i < 8; i++) {
      v128.store16_lane(keysAt, keys, i, 32 * i);
    }
    // unrolled
    for (let i: usize = 0; i < 16; i++) {
      v128.store8_lane(valuesAt, values, i, 2 * i);
    }
    keysAt += 256;
    valuesAt += 1024;
  }
}

/** Page number that holds `position`. */
@inline
export function pageOf(pageTable: usize, position: u32): u32 {
  return load<u32>(pageTable + <usize>(position / PAGE_TOKENS) * 4);
}
