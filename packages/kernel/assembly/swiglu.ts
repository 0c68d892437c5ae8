import { exp4 } from "./exp";

/** gate (count) = silu(gate) * up, with silu(g) = g / (1 + e^-g); `count` is a multiple of 8. Two vectors a round wait for each other less than one. */
export function swiglu(gate: usize, up: usize, count: u32): void {
  const one = f32x4.splat(1);
  const end = gate + <usize>count * 4;
  for (; gate < end; gate += 32) {
    const g = v128.load(gate), h = v128.load(gate, 16);
    const s = f32x4.div(g, f32x4.add(one, exp4(f32x4.neg(g))));
    const t = f32x4.div(h, f32x4.add(one, exp4(f32x4.neg(h))));
    v128.store(gate, f32x4.mul(s, v128.load(up)));
    v128.store(gate, f32x4.mul(t, v128.load(up, 16)), 16);
    up += 32;
  }
}

/** x (count) += y (count) */
export function addTo(x: usize, y: usize, count: u32): void {
  for (let i: usize = 0; i < <usize>count * 4; i += 16) {
    v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
  }
}
