import { BLOCK, GROUP_ROWS, Q4_0, Q4_1, blockBytes } from "./block-formats";

@inline
function half(address: usize): f32 {
  const bits = (<i32>load<i16>(address) << 13) & 0x8fffe000;
  return reinterpret<f32>(bits) * <f32>5.192296858534828e33; // 2^112
}

/** out (columns) f32 = row `index` of a repacked matrix. */
export function dequantiseRow(type: u32, weights: usize, columns: u32, index: u32, out: usize): void {
  const blocks = columns / BLOCK;
  const lane = index % GROUP_ROWS;
  let q = weights + <usize>(index / GROUP_ROWS) * blocks * blockBytes(type);
  for (let b: u32 = 0; b < blocks; b++) {
    const d = half(q + 2 * lane);
    if (type == Q4_1) nibbleBlock(q + 64 + 4 * lane, d, 0, half(q + 32 + 2 * lane), out);
    else if (type == Q4_0) nibbleBlock(q + 32 + 4 * lane, d, 8, 0, out);
    else byteBlock(q + 32 + 4 * lane, d, out);
    q += blockBytes(type);
    out += BLOCK * 4;
  }
}

@inline
function nibbleBlock(q: usize, d: f32, offset: i32, m: f32, out: usize): void {
  for (let j: usize = 0; j < 16; j++) {
    const byte = <i32>load<u8>(q + (j >> 2) * 64 + (j & 3));
    store<f32>(out + 4 * j, d * <f32>((byte & 15) - offset) + m);
    store<f32>(out + 4 * j, d * <f32>((byte >> 4) - offset) + m, 64);
  }
}

@inline
function byteBlock(q: usize, d: f32, out: usize): void {
  for (let j: usize = 0; j < 16; j++) {
    const at = q + (j >> 2) * 64 + (j & 3);
    const high = <i32>load<u8>(at);
    const low = <i32>load<u8>(at, 256);
    store<f32>(out + 4 * j, d * <f32>(((high & 15) << 4) + (low & 15) - 128));
    store<f32>(out + 4 * j, d * <f32>((high & 240) + (low >> 4) - 128), 64);
  }
}
