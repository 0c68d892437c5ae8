import { exp4 } from "../exp";
import { GELU_CONSTANTS } from "./layout";

// x (1 + erf(x / sqrt 2)) / 2 = max(x, 0) - |x| erfc(|x| / sqrt 2) / 2, which loses nothing where erf is near -1, with
// erfc(z) = t (a1 + t (a2 + t (a3 + t (a4 + t a5)))) e^(-z^2), t = 1 / (1 + p z): Abramowitz and Stegun 7.1.26, off by at most 1.5e-7.

const ROOT_HALF: usize = GELU_CONSTANTS;
const P: usize = GELU_CONSTANTS + 16;
const A5: usize = GELU_CONSTANTS + 32;
const A4: usize = GELU_CONSTANTS + 48;
const A3: usize = GELU_CONSTANTS + 64;
const A2: usize = GELU_CONSTANTS + 80;
const A1: usize = GELU_CONSTANTS + 96;
const ONE: usize = GELU_CONSTANTS + 112;
const HALF: usize = GELU_CONSTANTS + 128;

/** Writes the constants, once. */
export function initGelu(): void {
  v128.store(ROOT_HALF, f32x4.splat(0.7071067811865476));
  v128.store(P, f32x4.splat(0.3275911));
  v128.store(A5, f32x4.splat(1.061405429));
  v128.store(A4, f32x4.splat(-1.453152027));
  v128.store(A3, f32x4.splat(1.421413741));
  v128.store(A2, f32x4.splat(-0.284496736));
  v128.store(A1, f32x4.splat(0.254829592));
  v128.store(ONE, f32x4.splat(1));
  v128.store(HALF, f32x4.splat(0.5));
}

@inline
function gelu4(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const z = f32x4.mul(magnitude, v128.load(ROOT_HALF));
  const one = v128.load(ONE);
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(v128.load(P), z)));
  let p = f32x4.add(f32x4.mul(v128.load(A5), t), v128.load(A4));
  p = f32x4.add(f32x4.mul(p, t), v128.load(A3));
  p = f32x4.add(f32x4.mul(p, t), v128.load(A2));
  p = f32x4.add(f32x4.mul(p, t), v128.load(A1));
  const erfc = f32x4.mul(f32x4.mul(p, t), exp4(f32x4.neg(f32x4.mul(z, z))));
  const half = f32x4.mul(f32x4.mul(magnitude, v128.load(HALF)), erfc);
  return f32x4.sub(f32x4.pmax(x, f32x4.splat(0)), half);
}

/** x (count) = gelu(x), in place; `count` is a multiple of 4. */
export function gelu(x: usize, count: u32): void {
  for (let end = x + <usize>count * 4; x < end; x += 16) v128.store(x, gelu4(v128.load(x)));
}
