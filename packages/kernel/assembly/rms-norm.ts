/**
 * out (count) = x / sqrt(mean(x^2) + epsilon) * weight. The squares are summed in f64, even and odd elements apart,
 * in ascending order.
 */
export function rmsNorm(x: usize, weight: usize, count: u32, epsilon: f32, out: usize): void {
  const bytes = <usize>count * 4;
  let squares = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 8) {
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(x + i));
    squares = f64x2.add(squares, f64x2.mul(pair, pair));
  }
  const mean = (f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1)) / <f64>count;
  const scale = f32x4.splat(<f32>(1 / sqrt<f64>(mean + <f64>epsilon)));
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(out + i, f32x4.mul(f32x4.mul(v128.load(x + i), scale), v128.load(weight + i)));
  }
}
