import { exp4 } from "./exp";

/** gate (count) = silu(gate) * up, with silu(g) = g / (1 + e^-g). */
export function swiglu(gate: usize, up: usize, count: u32): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < <usize>count * 4; i += 16) {
    const g = v128.load(gate + i);
    const silu = f32x4.div(g, f32x4.add(one, exp4(f32x4.neg(g))));
    v128.store(gate + i, f32x4.mul(silu, v128.load(up + i)));
  }
}

/** x (count) += y (count) */
export function addTo(x: usize, y: usize, count: u32): void {
  for (let i: usize = 0; i < <usize>count * 4; i += 16) {
    v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
  }
}
