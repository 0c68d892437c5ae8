import { BLOCK, Q4_0, Q4_1, QUAD_ROWS, blockStride, quadOf, scalesAt } from "./block-formats";

@inline
function half(address: usize): f32 {
  const bits = (<i32>load<i16>(address) << 13) & 0x8fffe000;
  return reinterpret<f32>(bits) * <f32>5.192296858534828e33; // 2^112
}

/** out (columns) f32 = row `index` of a repacked matrix (rows, columns). */
export function dequantiseRow(type: u32, weights: usize, rows: u32, columns: u32, index: u32, out: usize): void {
  const lane = <usize>(index % QUAD_ROWS);
  const step = blockStride(type, rows, index);
  let q = quadOf(type, weights, rows, columns, index);
  for (let b: u32 = 0; b < columns / BLOCK; b++) {
    const scales = q + scalesAt(type) + 2 * lane;
    const d = half(scales);
    if (type == Q4_1) nibbleBlock(q + 4 * lane, d, 0, half(scales + 8), out);
    else if (type == Q4_0) nibbleBlock(q + 4 * lane, d, 8, 0, out);
    else byteBlock(q + 2 * lane, d, out);
    q += step;
    out += BLOCK * 4;
  }
}

@inline
function nibbleBlock(q: usize, d: f32, offset: i32, m: f32, out: usize): void {
  for (let j: usize = 0; j < 16; j++) {
    const byte = <i32>load<u8>(q + (j >> 2) * 16 + (j & 3));
    store<f32>(out + 4 * j, d * <f32>((byte & 15) - offset) + m);
    store<f32>(out + 4 * j, d * <f32>((byte >> 4) - offset) + m, 64);
  }
}

@inline
function byteBlock(q: usize, d: f32, out: usize): void {
  for (let j: usize = 0; j < 32; j++) store<f32>(out + 4 * j, d * <f32>load<i8>(q + (j >> 1) * 8 + (j & 1)));
}
