// e^x = 2^n e^r with n = nearest(x log2 e), |r| <= ln 2 / 2, and the degree-6 polynomial of Cephes' expf
// (ln 2 is split in two so that x - n ln 2 is exact enough). Relative error below 1e-7; no fused operation.

const LOG2_E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = 2.12194440e-4;

/** exp of four floats, clamped to [-87, 87]; NaN stays NaN. */
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(87));
  const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(LOG2_E)));
  const r = f32x4.add(
    f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(LN2_HIGH))),
    f32x4.mul(n, f32x4.splat(LN2_LOW)),
  );
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

/** out (count) = exp(x (count) - shift); `count` is a multiple of 4. */
export function expShifted(x: usize, count: u32, shift: f32, out: usize): void {
  const s = f32x4.splat(shift);
  for (let i: usize = 0; i < <usize>count * 4; i += 16) v128.store(out + i, exp4(f32x4.sub(v128.load(x + i), s)));
}
