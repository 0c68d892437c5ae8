import { nearestIntegers, unsignedLaneMax } from "../rounding";

const INT16: f32 = 32767;

@inline
function absMax(x: usize, bytes: usize): f32 {
  let most = f32x4.abs(v128.load(x));
  for (let i: usize = 16; i < bytes; i += 16) most = i32x4.max_s(most, f32x4.abs(v128.load(x + i)));
  return unsignedLaneMax(most);
}

/** out (rows, columns) i16 and scales (rows) f32 = x (rows, columns) f32: each row's largest magnitude becomes 32,767. */
export function quantiseRows(x: usize, rows: u32, columns: u32, out: usize, scales: usize): void {
  const bytes = <usize>columns * 4;
  for (let r: u32 = 0; r < rows; r++) {
    const largest = absMax(x, bytes);
    const inverse = f32x4.splat(largest > 0 ? INT16 / largest : 0);
    for (let i: usize = 0; i < bytes; i += 32) {
      const low = nearestIntegers(f32x4.mul(v128.load(x + i), inverse));
      const high = nearestIntegers(f32x4.mul(v128.load(x + i, 16), inverse));
      v128.store(out, i16x8.narrow_i32x4_s(low, high));
      out += 16;
    }
    store<f32>(scales, largest / INT16);
    scales += 4;
    x += bytes;
  }
}
