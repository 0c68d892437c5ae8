import { expShifted } from "./exp";

const LOWEST: f32 = -3.0e38;

@inline
function laneMax(v: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

@inline
function fill(x: usize, from: u32, to: u32, value: f32): void {
  for (let i = <usize>from; i < <usize>to; i++) store<f32>(x + 4 * i, value);
}

/**
 * Softmax numerators in place over scores (positions), which has room for whole groups of sixteen; returns their sum.
 * What follows the last position in its group is not read and becomes 0.
 */
export function softmaxNumerators(scores: usize, positions: u32): f32 {
  const padded = (positions + 15) & ~15;
  const bytes = <usize>padded * 4;
  fill(scores, positions, padded, LOWEST);
  let largest = v128.load(scores); // a NaN may be left out here, but not of the sum
  for (let i: usize = 16; i < bytes; i += 16) largest = f32x4.pmax(largest, v128.load(scores + i));
  expShifted(scores, padded, laneMax(largest), scores);
  fill(scores, positions, padded, 0);
  let sum = v128.load(scores);
  for (let i: usize = 16; i < bytes; i += 16) sum = f32x4.add(sum, v128.load(scores + i));
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}
