import { HEAD_DIM, INVERSE_FREQUENCIES } from "./arena";

const PAIRS: u32 = HEAD_DIM / 2;

/** Fills the table of inverse frequencies base^(-2i/64), once per model. */
export function initRope(base: f32): void {
  for (let i: u32 = 0; i < PAIRS; i++) {
    const exponent = (-2 * <f64>i) / <f64>HEAD_DIM;
    store<f64>(INVERSE_FREQUENCIES + 8 * <usize>i, Math.pow(<f64>base, exponent));
  }
}

/** out (32) of { cos, sin } f32 for one position; the angles are f64. */
export function rotationsAt(position: u32, out: usize): void {
  for (let i: usize = 0; i < <usize>PAIRS; i++) {
    const angle = <f64>position * load<f64>(INVERSE_FREQUENCIES + 8 * i);
    store<f32>(out + 8 * i, <f32>Math.cos(angle));
    store<f32>(out + 8 * i, <f32>Math.sin(angle), 4);
  }
}

/** Rotates `heads` heads of 64 at x in place: each adjacent pair (2i, 2i + 1) by angle i. */
export function rotateHeads(x: usize, heads: u32, rotations: usize): void {
  for (let h: u32 = 0; h < heads; h++) {
    for (let i: usize = 0; i < HEAD_DIM * 4; i += 8) {
      const cos = load<f32>(rotations + i);
      const sin = load<f32>(rotations + i, 4);
      const a = load<f32>(x + i);
      const b = load<f32>(x + i, 4);
      store<f32>(x + i, a * cos - b * sin);
      store<f32>(x + i, a * sin + b * cos, 4);
    }
    x += HEAD_DIM * 4;
  }
}
