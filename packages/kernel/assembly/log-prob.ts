import { argmaxOf } from "./argmax";
import { exp4 } from "./exp";

/** Sum of exp(x - shift) over `count` f32: exponentials in f32, sums in f64 over even and odd places, the tail last. */
function sumExp(x: usize, count: u32, shift: f32): f64 {
  const s = f32x4.splat(shift);
  const whole = <usize>(count & ~3) * 4;
  let sums = f64x2.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const e = exp4(f32x4.sub(v128.load(x + i), s));
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(e));
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.shuffle<i64>(e, e, 1, 0)));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (let i = whole; i < <usize>count * 4; i += 4) {
    sum += <f64>f32x4.extract_lane(exp4(f32x4.splat(load<f32>(x + i) - shift)), 0);
  }
  return sum;
}

/** Natural log of the sum of exp(x - the highest x) over `count` f32: what all log-probabilities of a row share. */
export function logSumExpOf(x: usize, count: u32): f64 {
  return Math.log(sumExp(x, count, load<f32>(x + 4 * <usize>argmaxOf(x, count))));
}
