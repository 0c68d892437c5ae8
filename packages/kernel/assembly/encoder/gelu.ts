import { GELU_CONSTANTS } from "./layout";

// x Phi(x), with Phi(x) - 1/2 = x P(x^2) / Q(x^2) on [-5.6, 5.6] and constant outside. P and Q are a minimax fit (Lawson's
// iteration of weighted least squares), off by 2.5e-8; rounding makes it 2.3e-7 of x. One division and no exponential: through
// erfc = t (a1 + t ...) e^(-z^2) the longer chain of dependent operations takes 2.5 times as long.

const LIMIT: usize = GELU_CONSTANTS; // 5.6
const HALF: usize = GELU_CONSTANTS + 16;
const ONE: usize = GELU_CONSTANTS + 32;
const P: usize = GELU_CONSTANTS + 48; // (7), highest power first
const Q: usize = GELU_CONSTANTS + 160; // (4), highest power first; the last is 1

/** Writes the constants, once. */
export function initGelu(): void {
  v128.store(LIMIT, f32x4.splat(5.6));
  v128.store(HALF, f32x4.splat(0.5));
  v128.store(ONE, f32x4.splat(1));
  v128.store(P, f32x4.splat(1.0802281291688587e-10));
  v128.store(P + 16, f32x4.splat(-2.1997690780040102e-8));
  v128.store(P + 32, f32x4.splat(3.3619107853155583e-6));
  v128.store(P + 48, f32x4.splat(1.8249372078571469e-4));
  v128.store(P + 64, f32x4.splat(4.587715025991201e-3));
  v128.store(P + 80, f32x4.splat(3.71149480342865e-2));
  v128.store(P + 96, f32x4.splat(0.39894211292266846));
  v128.store(Q, f32x4.splat(6.62569364067167e-5));
  v128.store(Q + 16, f32x4.splat(1.901622861623764e-3));
  v128.store(Q + 32, f32x4.splat(2.978741191327572e-2));
  v128.store(Q + 48, f32x4.splat(0.25969749689102173));
}

@inline
function next(sum: v128, u: v128, coefficient: usize): v128 {
  return f32x4.add(f32x4.mul(sum, u), v128.load(coefficient));
}

/** NaN stays NaN. */
@inline
function gelu4(x: v128): v128 {
  const limit = v128.load(LIMIT);
  const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.neg(limit)), limit);
  const u = f32x4.mul(clamped, clamped);
  let p = next(v128.load(P), u, P + 16);
  p = next(p, u, P + 32);
  p = next(p, u, P + 48);
  p = next(p, u, P + 64);
  p = next(p, u, P + 80);
  p = next(p, u, P + 96);
  let q = next(v128.load(Q), u, Q + 16);
  q = next(q, u, Q + 32);
  q = next(q, u, Q + 48);
  q = next(q, u, ONE);
  return f32x4.mul(x, f32x4.add(f32x4.div(f32x4.mul(clamped, p), q), v128.load(HALF)));
}

/** x (count) = gelu(x), in place; `count` is a multiple of 4. */
export function gelu(x: usize, count: u32): void {
  for (const end = x + <usize>count * 4; x < end; x += 16) v128.store(x, gelu4(v128.load(x)));
}
