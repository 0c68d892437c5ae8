import { exp4 } from "../exp";

const LOWEST: f32 = -3.0e38;

@inline
function laneMax(v: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/**
 * scores (count) f32 = exp(scale * (scores - the highest)), in place; returns their sum, which is at least 1. There is room for
 * `padded` scores, a multiple of 4; those after `count` become 0.
 */
export function softmaxNumerators(scores: usize, count: u32, padded: u32, scale: f32): f32 {
  const end = scores + <usize>count * 4;
  const paddedEnd = scores + <usize>padded * 4;
  for (let i = end; i < paddedEnd; i += 4) store<f32>(i, LOWEST);
  let largest = v128.load(scores); // a NaN may be left out here, but not of the sum
  for (let i = scores + 16; i < end; i += 16) largest = f32x4.pmax(largest, v128.load(i));
  const shift = f32x4.splat(laneMax(largest));
  const factor = f32x4.splat(scale);
  let sums = f32x4.splat(0); // what is padded adds less than 2^-120, which changes no sum
  for (let i = scores; i < end; i += 16) {
    const e = exp4(f32x4.mul(f32x4.sub(v128.load(i), shift), factor));
    v128.store(i, e);
    sums = f32x4.add(sums, e);
  }
  for (let i = end; i < paddedEnd; i += 4) store<f32>(i, 0);
  return (
    f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
  );
}
