import { EXP_CONSTANTS, ROUNDER } from "./arena";
import { addRounder } from "./rounding";

// e^x = 2^n e^r with n = nearest(x log2 e), |r| <= ln 2 / 2, and the degree-6 polynomial of Cephes' expf
// (ln 2 is split in two so that x - n ln 2 is exact enough). Relative error below 1e-7; no fused operation.

// The constants are vectors in memory: the engine would build a literal anew in every round of a loop.

const LIMIT: usize = EXP_CONSTANTS; // 87
const LOG2_E: usize = EXP_CONSTANTS + 16;
const LN2_HIGH: usize = EXP_CONSTANTS + 32;
const LN2_LOW: usize = EXP_CONSTANTS + 48;
const P6: usize = EXP_CONSTANTS + 64;
const P5: usize = EXP_CONSTANTS + 80;
const P4: usize = EXP_CONSTANTS + 96;
const P3: usize = EXP_CONSTANTS + 112;
const P2: usize = EXP_CONSTANTS + 128;
const P1: usize = EXP_CONSTANTS + 144;
const ONE: usize = EXP_CONSTANTS + 160; // also the bits of exponent 0

/** Writes the constants, once. */
export function initExp(): void {
  v128.store(LIMIT, f32x4.splat(87));
  v128.store(LOG2_E, f32x4.splat(1.44269504088896341));
  v128.store(LN2_HIGH, f32x4.splat(0.693359375));
  v128.store(LN2_LOW, f32x4.splat(2.12194440e-4));
  v128.store(P6, f32x4.splat(1.9875691500e-4));
  v128.store(P5, f32x4.splat(1.3981999507e-3));
  v128.store(P4, f32x4.splat(8.3334519073e-3));
  v128.store(P3, f32x4.splat(4.1665795894e-2));
  v128.store(P2, f32x4.splat(1.6666665459e-1));
  v128.store(P1, f32x4.splat(5.0000001201e-1));
  v128.store(ONE, f32x4.splat(1));
}

/** exp of four floats, clamped to [-87, 87]; NaN stays NaN. */
@inline
export function exp4(x: v128): v128 {
  const limit = v128.load(LIMIT);
  const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.neg(limit)), limit);
  const rounded = addRounder(f32x4.mul(clamped, v128.load(LOG2_E)));
  const n = f32x4.sub(rounded, v128.load(ROUNDER));
  const r = f32x4.add(f32x4.sub(clamped, f32x4.mul(n, v128.load(LN2_HIGH))), f32x4.mul(n, v128.load(LN2_LOW)));
  let p = v128.load(P6);
  p = f32x4.add(f32x4.mul(p, r), v128.load(P5));
  p = f32x4.add(f32x4.mul(p, r), v128.load(P4));
  p = f32x4.add(f32x4.mul(p, r), v128.load(P3));
  p = f32x4.add(f32x4.mul(p, r), v128.load(P2));
  p = f32x4.add(f32x4.mul(p, r), v128.load(P1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), v128.load(ONE));
  return f32x4.mul(p, i32x4.add(i32x4.shl(rounded, 23), v128.load(ONE)));
}

/** out (count) = exp(x (count) - shift); `count` is a multiple of 4. */
export function expShifted(x: usize, count: u32, shift: f32, out: usize): void {
  const s = f32x4.splat(shift);
  for (let i: usize = 0; i < <usize>count * 4; i += 16) v128.store(out + i, exp4(f32x4.sub(v128.load(x + i), s)));
}
