import { COLUMNS, FACTORS, SUMS } from "./arena";
import { Q8_0, STRIPS, quadBytes, widenLow } from "./block-formats";

// One block of a panel of bytes times the spread activations of up to eight rows: pairs of weights, widened to i16, meet
// pairs of activations in one i32 lane per row of weights. Exact, and no relaxed instruction.

/** Sum + what four pairs give; the first four start anew. */
@inline
function meet(isFirst: bool, sum: v128, column: usize, a: v128, b: v128, c: v128, d: v128): v128 {
  const p = i32x4.dot_i16x8_s(a, v128.load(column));
  sum = i32x4.add(isFirst ? p : i32x4.add(sum, p), i32x4.dot_i16x8_s(b, v128.load(column, 128)));
  sum = i32x4.add(sum, i32x4.dot_i16x8_s(c, v128.load(column, 256)));
  return i32x4.add(sum, i32x4.dot_i16x8_s(d, v128.load(column, 384)));
}

/** What the block adds to the sums of row `row` of the activations. */
@inline
function term(sum: v128, d: v128, row: usize): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.mul(d, v128.load(FACTORS + 32 * row)));
}

/** Sum + what one pair gives; the first starts anew. */
@inline
function meetPair(isFirst: bool, sum: v128, a: v128, x: v128): v128 {
  const p = i32x4.dot_i16x8_s(a, x);
  return isFirst ? p : i32x4.add(sum, p);
}

/**
 * Sums += one block, for a single row: the four strips share its activations. Pointers move along, since each offset costs an instruction
 * of its own at every bounds check.
 */
export function singleByteProduct(q: usize, quads: usize, apart: usize): void {
  const end = q + quads * quadBytes(Q8_0);
  for (let y: usize = SUMS; q < end; y += 64) {
    let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let p1 = q + apart, p2 = p1 + apart, p3 = p2 + apart;
    // unrolled
    for (let k: usize = 0; k < 4; k++) {
      let x = v128.load(COLUMNS + 512 * k);
      s0 = meetPair(k == 0, s0, v128.load8x8_s(q), x), s1 = meetPair(k == 0, s1, v128.load8x8_s(p1), x);
      s2 = meetPair(k == 0, s2, v128.load8x8_s(p2), x), s3 = meetPair(k == 0, s3, v128.load8x8_s(p3), x);
      x = v128.load(COLUMNS + 512 * k + 128);
      s0 = meetPair(false, s0, v128.load8x8_s(q, 8), x), s1 = meetPair(false, s1, v128.load8x8_s(p1, 8), x);
      s2 = meetPair(false, s2, v128.load8x8_s(p2, 8), x), s3 = meetPair(false, s3, v128.load8x8_s(p3, 8), x);
      x = v128.load(COLUMNS + 512 * k + 256);
      s0 = meetPair(false, s0, v128.load8x8_s(q, 16), x), s1 = meetPair(false, s1, v128.load8x8_s(p1, 16), x);
      s2 = meetPair(false, s2, v128.load8x8_s(p2, 16), x), s3 = meetPair(false, s3, v128.load8x8_s(p3, 16), x);
      x = v128.load(COLUMNS + 512 * k + 384);
      s0 = meetPair(false, s0, v128.load8x8_s(q, 24), x), s1 = meetPair(false, s1, v128.load8x8_s(p1, 24), x);
      s2 = meetPair(false, s2, v128.load8x8_s(p2, 24), x), s3 = meetPair(false, s3, v128.load8x8_s(p3, 24), x);
      q += 32, p1 += 32, p2 += 32, p3 += 32;
    }
    v128.store(y, f32x4.add(v128.load(y), term(s0, widenLow(v128.load64_zero(q)), 0)));
    v128.store(y, f32x4.add(v128.load(y, 16), term(s1, widenLow(v128.load64_zero(p1)), 0)), 16);
    v128.store(y, f32x4.add(v128.load(y, 32), term(s2, widenLow(v128.load64_zero(p2)), 0)), 32);
    v128.store(y, f32x4.add(v128.load(y, 48), term(s3, widenLow(v128.load64_zero(p3)), 0)), 48);
    q += 8;
  }
}

/** Sums += one block, for 2..8 rows; `width` is a constant. */
@inline
export function byteProduct(width: u32, q: usize, quads: usize, apart: usize): void {
  const end = q + quads * quadBytes(Q8_0);
  let y: usize = SUMS;
  for (let first = q; first < end; first += quadBytes(Q8_0)) {
    for (q = first; q < first + STRIPS * apart; q += apart) {
      let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
      // unrolled
      for (let k: usize = 0; k < 4; k++) {
        const a = v128.load8x8_s(q, 32 * k), b = v128.load8x8_s(q, 32 * k + 8);
        const c = v128.load8x8_s(q, 32 * k + 16), d = v128.load8x8_s(q, 32 * k + 24);
        s0 = meet(k == 0, s0, COLUMNS + 512 * k, a, b, c, d);
        s1 = meet(k == 0, s1, COLUMNS + 512 * k + 16, a, b, c, d);
        if (width > 2) s2 = meet(k == 0, s2, COLUMNS + 512 * k + 32, a, b, c, d);
        if (width > 3) s3 = meet(k == 0, s3, COLUMNS + 512 * k + 48, a, b, c, d);
        if (width > 4) s4 = meet(k == 0, s4, COLUMNS + 512 * k + 64, a, b, c, d);
        if (width > 5) s5 = meet(k == 0, s5, COLUMNS + 512 * k + 80, a, b, c, d);
        if (width > 6) s6 = meet(k == 0, s6, COLUMNS + 512 * k + 96, a, b, c, d);
        if (width > 7) s7 = meet(k == 0, s7, COLUMNS + 512 * k + 112, a, b, c, d);
      }
      const d = widenLow(v128.load64_zero(q, 128));
      v128.store(y, f32x4.add(v128.load(y), term(s0, d, 0)));
      v128.store(y, f32x4.add(v128.load(y, 16), term(s1, d, 1)), 16);
      if (width > 2) v128.store(y, f32x4.add(v128.load(y, 32), term(s2, d, 2)), 32);
      if (width > 3) v128.store(y, f32x4.add(v128.load(y, 48), term(s3, d, 3)), 48);
      if (width > 4) v128.store(y, f32x4.add(v128.load(y, 64), term(s4, d, 4)), 64);
      if (width > 5) v128.store(y, f32x4.add(v128.load(y, 80), term(s5, d, 5)), 80);
      if (width > 6) v128.store(y, f32x4.add(v128.load(y, 96), term(s6, d, 6)), 96);
      if (width > 7) v128.store(y, f32x4.add(v128.load(y, 112), term(s7, d, 7)), 112);
      y += 16 * width;
    }
  }
}
