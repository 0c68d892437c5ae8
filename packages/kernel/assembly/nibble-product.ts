import { COLUMNS, FACTORS, LOW_NIBBLES, ONES, SUMS } from "./arena";
import { Q4_1, STRIPS, quadBytes, widenHigh, widenLow } from "./block-formats";
import { dotPairs } from "./dot";

// One block of a panel of nibbles times the spread activations of up to eight rows. Per quad: (1) the four columns of
// nibbles meet the activations, sixteen products into each i16 lane (16 * 127 * 15 = 30,480, no overflow); (2) pairs of
// i16 lanes are added to one i32 per row of weights, exact; (3) the sum becomes a float and is added to the row's sum in
// memory. Blocks come in ascending order, so the bits of a row are the same whatever goes with it.
//
// A single row takes a quad of each of the four strips at a time, two to four rows take two, so that an activation is loaded once for
// all; more rows take one, so that nibbles are unpacked once for all of them. There are eight sums at most, which the registers can hold.

/** Lanes + what one column of nibbles gives; the first column starts anew. */
@inline
function meet(isFirst: bool, lanes: v128, column: usize, low: v128, high: v128): v128 {
  const a = dotPairs(v128.load(column), low);
  const b = dotPairs(v128.load(column, 128), high);
  return isFirst ? i16x8.add(a, b) : i16x8.add(i16x8.add(lanes, a), b);
}

/** What the block adds to the sums of row `row` of the activations. */
@inline
function term(type: u32, lanes: v128, ones: v128, d: v128, m: v128, row: usize): v128 {
  const sum = i32x4.dot_i16x8_s(lanes, ones);
  const scale = f32x4.mul(d, v128.load(FACTORS + 32 * row));
  const shift = v128.load(FACTORS + 32 * row + 16);
  if (type == Q4_1) return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), scale), f32x4.mul(m, shift));
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(sum, shift)), scale);
}

/** Scales, and minima where there are any, of the quad at `q`. */
@inline
function scalesOf(type: u32, q: usize): v128 {
  return type == Q4_1 ? v128.load(q, 64) : v128.load64_zero(q, 64);
}

/** Sums += one block, for 5..8 rows; `type` and `width` are constants. */
@inline
export function wideProduct(type: u32, width: u32, q: usize, quads: usize, apart: usize): void {
  const mask = v128.load(LOW_NIBBLES), ones = v128.load(ONES);
  const end = q + quads * quadBytes(type);
  let y: usize = SUMS;
  for (let first = q; first < end; first += quadBytes(type)) {
    for (q = first; q < first + STRIPS * apart; q += apart) {
      let s0 = mask, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
      // unrolled
      for (let k: usize = 0; k < 4; k++) {
        const w = v128.load(q, 16 * k), l = v128.and(w, mask), h = v128.and(i16x8.shr_u(w, 4), mask);
        s0 = meet(k == 0, s0, COLUMNS + 256 * k, l, h);
        s1 = meet(k == 0, s1, COLUMNS + 256 * k + 16, l, h);
        s2 = meet(k == 0, s2, COLUMNS + 256 * k + 32, l, h);
        s3 = meet(k == 0, s3, COLUMNS + 256 * k + 48, l, h);
        s4 = meet(k == 0, s4, COLUMNS + 256 * k + 64, l, h);
        if (width > 5) s5 = meet(k == 0, s5, COLUMNS + 256 * k + 80, l, h);
        if (width > 6) s6 = meet(k == 0, s6, COLUMNS + 256 * k + 96, l, h);
        if (width > 7) s7 = meet(k == 0, s7, COLUMNS + 256 * k + 112, l, h);
      }
      const scales = scalesOf(type, q), d = widenLow(scales), m = widenHigh(scales);
      v128.store(y, f32x4.add(v128.load(y), term(type, s0, ones, d, m, 0)));
      v128.store(y, f32x4.add(v128.load(y, 16), term(type, s1, ones, d, m, 1)), 16);
      v128.store(y, f32x4.add(v128.load(y, 32), term(type, s2, ones, d, m, 2)), 32);
      v128.store(y, f32x4.add(v128.load(y, 48), term(type, s3, ones, d, m, 3)), 48);
      v128.store(y, f32x4.add(v128.load(y, 64), term(type, s4, ones, d, m, 4)), 64);
      if (width > 5) v128.store(y, f32x4.add(v128.load(y, 80), term(type, s5, ones, d, m, 5)), 80);
      if (width > 6) v128.store(y, f32x4.add(v128.load(y, 96), term(type, s6, ones, d, m, 6)), 96);
      if (width > 7) v128.store(y, f32x4.add(v128.load(y, 112), term(type, s7, ones, d, m, 7)), 112);
      y += 16 * width;
    }
  }
}

/** Sums += one block, for 2..4 rows; `type` and `width` are constants. */
@inline
export function narrowProduct(type: u32, width: u32, q: usize, quads: usize, apart: usize): void {
  const mask = v128.load(LOW_NIBBLES), ones = v128.load(ONES);
  const end = q + quads * quadBytes(type);
  let y: usize = SUMS;
  for (let first = q; first < end; first += quadBytes(type)) {
    for (q = first; q < first + STRIPS * apart; q += 2 * apart) {
      const p = q + apart, z = y + 16 * width;
      let a0 = mask, b0 = mask, c0 = mask, d0 = mask, a1 = mask, b1 = mask, c1 = mask, d1 = mask;
      // unrolled
      for (let k: usize = 0; k < 4; k++) {
        const w0 = v128.load(q, 16 * k), l0 = v128.and(w0, mask), h0 = v128.and(i16x8.shr_u(w0, 4), mask);
        const w1 = v128.load(p, 16 * k), l1 = v128.and(w1, mask), h1 = v128.and(i16x8.shr_u(w1, 4), mask);
        a0 = meet(k == 0, a0, COLUMNS + 256 * k, l0, h0), a1 = meet(k == 0, a1, COLUMNS + 256 * k, l1, h1);
        b0 = meet(k == 0, b0, COLUMNS + 256 * k + 16, l0, h0), b1 = meet(k == 0, b1, COLUMNS + 256 * k + 16, l1, h1);
        if (width > 2) c0 = meet(k == 0, c0, COLUMNS + 256 * k + 32, l0, h0), c1 = meet(k == 0, c1, COLUMNS + 256 * k + 32, l1, h1);
        if (width > 3) d0 = meet(k == 0, d0, COLUMNS + 256 * k + 48, l0, h0), d1 = meet(k == 0, d1, COLUMNS + 256 * k + 48, l1, h1);
      }
      let scales = scalesOf(type, q), d = widenLow(scales), m = widenHigh(scales);
      v128.store(y, f32x4.add(v128.load(y), term(type, a0, ones, d, m, 0)));
      v128.store(y, f32x4.add(v128.load(y, 16), term(type, b0, ones, d, m, 1)), 16);
      if (width > 2) v128.store(y, f32x4.add(v128.load(y, 32), term(type, c0, ones, d, m, 2)), 32);
      if (width > 3) v128.store(y, f32x4.add(v128.load(y, 48), term(type, d0, ones, d, m, 3)), 48);
      scales = scalesOf(type, p), d = widenLow(scales), m = widenHigh(scales);
      v128.store(z, f32x4.add(v128.load(z), term(type, a1, ones, d, m, 0)));
      v128.store(z, f32x4.add(v128.load(z, 16), term(type, b1, ones, d, m, 1)), 16);
      if (width > 2) v128.store(z, f32x4.add(v128.load(z, 32), term(type, c1, ones, d, m, 2)), 32);
      if (width > 3) v128.store(z, f32x4.add(v128.load(z, 48), term(type, d1, ones, d, m, 3)), 48);
      y += 32 * width;
    }
  }
}

/** Sums += one block, for a single row; `type` is a constant. */
@inline
export function singleProduct(type: u32, q: usize, quads: usize, apart: usize): void {
  const mask = v128.load(LOW_NIBBLES), ones = v128.load(ONES);
  const end = q + quads * quadBytes(type);
  for (let y: usize = SUMS; q < end; y += 64) {
    const p1 = q + apart, p2 = p1 + apart, p3 = p2 + apart;
    let s0 = mask, s1 = mask, s2 = mask, s3 = mask;
    // unrolled
    for (let k: usize = 0; k < 4; k++) {
      const w0 = v128.load(q, 16 * k), w1 = v128.load(p1, 16 * k), w2 = v128.load(p2, 16 * k), w3 = v128.load(p3, 16 * k);
      s0 = meet(k == 0, s0, COLUMNS + 256 * k, v128.and(w0, mask), v128.and(i16x8.shr_u(w0, 4), mask));
      s1 = meet(k == 0, s1, COLUMNS + 256 * k, v128.and(w1, mask), v128.and(i16x8.shr_u(w1, 4), mask));
      s2 = meet(k == 0, s2, COLUMNS + 256 * k, v128.and(w2, mask), v128.and(i16x8.shr_u(w2, 4), mask));
      s3 = meet(k == 0, s3, COLUMNS + 256 * k, v128.and(w3, mask), v128.and(i16x8.shr_u(w3, 4), mask));
    }
    addTerm(type, y, s0, ones, q);
    addTerm(type, y + 16, s1, ones, p1);
    addTerm(type, y + 32, s2, ones, p2);
    addTerm(type, y + 48, s3, ones, p3);
    q += quadBytes(type);
  }
}

@inline
function addTerm(type: u32, y: usize, lanes: v128, ones: v128, q: usize): void {
  const scales = scalesOf(type, q);
  v128.store(y, f32x4.add(v128.load(y), term(type, lanes, ones, widenLow(scales), widenHigh(scales), 0)));
}
