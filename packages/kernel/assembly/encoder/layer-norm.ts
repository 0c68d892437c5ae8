/** x (rows, count) = (x - mean) / sqrt(variance + epsilon) * weight + bias, in place; mean and variance in f64, even and odd elements apart. */
export function layerNorm(x: usize, rows: u32, count: u32, epsilon: f32, weight: usize, bias: usize): void {
  const bytes = <usize>count * 4;
  for (let r: u32 = 0; r < rows; r++) {
    const mean = meanOf(x, bytes, count);
    const scale = f32x4.splat(<f32>(1 / sqrt<f64>(varianceOf(x, bytes, count, mean) + <f64>epsilon)));
    const shift = f32x4.splat(<f32>mean);
    for (let i: usize = 0; i < bytes; i += 16) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + i), shift), scale);
      v128.store(x + i, f32x4.add(f32x4.mul(normed, v128.load(weight + i)), v128.load(bias + i)));
    }
    x += bytes;
  }
}

@inline
function meanOf(x: usize, bytes: usize, count: u32): f64 {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 8) sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(x + i)));
  return (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / <f64>count;
}

@inline
function varianceOf(x: usize, bytes: usize, count: u32, mean: f64): f64 {
  const shift = f64x2.splat(mean);
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 8) {
    const difference = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(x + i)), shift);
    sum = f64x2.add(sum, f64x2.mul(difference, difference));
  }
  return (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / <f64>count;
}
