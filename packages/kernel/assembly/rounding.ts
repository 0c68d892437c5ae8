import { ROUNDER } from "./arena";

// Floats of magnitude below 2^22 become integers by adding 1.5 * 2^23: the addition rounds to nearest, ties to even, and
// leaves the integer in the low bits. The same bits as `nearest` and a saturating truncation, in 2 instructions for 8.

/** Sum of x and 1.5 * 2^23; its low 22 bits hold the nearest integer in two's complement. */
@inline
export function addRounder(x: v128): v128 {
  return f32x4.add(x, v128.load(ROUNDER));
}

/** Four floats to the nearest integers; any integers where a float is not finite or too large. */
@inline
export function nearestIntegers(x: v128): v128 {
  return i32x4.sub(addRounder(x), v128.load(ROUNDER));
}

/**
 * Largest of four floats without a sign bit. Their bits are ordered like integers, and NaN is above all of them; one
 * instruction a maximum, where the maximum of floats takes eight.
 */
@inline
export function unsignedLaneMax(x: v128): f32 {
  const pairs = i32x4.max_s(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(i32x4.max_s(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2)), 0);
}
