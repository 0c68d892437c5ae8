import { HEAD_DIM, PAGE_TOKENS, arena } from "./arena";

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

@inline
function absMax64(x: usize): f32 {
  let largest: f32 = 0;
  for (let i: usize = 0; i < HEAD_DIM * 4; i += 4) largest = max<f32>(largest, abs<f32>(load<f32>(x + i)));
  return largest;
}

@inline
function toInt8(value: f32, inverse: f32): i32 {
  return <i32>(nearest<f32>(value * inverse));
}

/** Writes key and value (64 f32 each) of position `slot` (0..63) of a head's page, int8 with one scale each. */
export function storeKeyValue(page: usize, slot: u32, key: usize, value: usize): void {
  const keyMax = absMax64(key);
  const valueMax = absMax64(value);
  store<f32>(page + 4 * slot, keyMax / <f32>127, KEY_SCALES);
  store<f32>(page + 4 * slot, valueMax / <f32>127, VALUE_SCALES);
  const keyInverse: f32 = keyMax > 0 ? <f32>127 / keyMax : 0;
  const valueInverse: f32 = valueMax > 0 ? <f32>127 / valueMax : 0;
  const keysAt = page + (slot >> 4) * 1024 + (slot & 15) * 2;
  const valuesAt = page + VALUES + (slot >> 1) * 32 + (slot & 1);
  for (let d: usize = 0; d < HEAD_DIM; d++) {
    store<i8>(keysAt + (d >> 1) * 32 + (d & 1), <i8>toInt8(load<f32>(key + 4 * d), keyInverse));
    store<i8>(valuesAt + (d >> 4) * 1024 + (d & 15) * 2, <i8>toInt8(load<f32>(value + 4 * d), valueInverse));
  }
}

/** Page number that holds `position`. */
@inline
export function pageOf(pageTable: usize, position: u32): u32 {
  return load<u32>(pageTable + <usize>(position / PAGE_TOKENS) * 4);
}
