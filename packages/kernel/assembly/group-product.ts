import { LOW_NIBBLES, ONES, SIXTEENS } from "./arena";
import { RECORD_BYTES } from "./activations";
import { dotNibbles, dotPairs } from "./dot";

// The inner loops: one group of 8 rows of weights times one tile of activations.
// Per block: (1) the four columns of nibbles meet the activations, sixteen products into each i16 lane
// (16 * 127 * 15 = 30,480, no overflow); (2) pairs of i16 lanes are added to one i32 per row, exact;
// (3) the format turns the sum into a float, which is added to the row's sum. Blocks go in ascending order, so the
// bits of a row are the same for every tile width.

const REMAINING_SCALE: f32 = 65536; // 2^16, see block-formats.ts

/**
 * Two groups of 8 rows times one row of activations: ya, yb (8) = W (8, 32 blocks) x.
 * Two at a time, since the loads of x and their bounds checks cost as much as the dots.
 */
export function groupPairProduct<F>(qa: usize, qb: usize, blocks: usize, x: usize, ya: usize, yb: usize): void {
  const format = changetype<F>(0);
  const mask = v128.load(LOW_NIBBLES);
  const ones = v128.load(ONES);
  const distance = qb - qa;
  const end = x + blocks * RECORD_BYTES;
  const zero = f32x4.splat(0);
  let y0 = zero, y1 = zero, y2 = zero, y3 = zero;
  while (x < end) {
    const b = qa + distance;
    let nibbles = qa + format.headerBytes;
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    let h0 = zero, h1 = zero, h2 = zero, h3 = zero;
    const lastPlane = nibbles + 128 * (format.planes - 1);
    for (;;) {
      const planeEnd = nibbles + 128;
      do {
        const xl = v128.load(x);
        const xh = v128.load(x, 16);
        s0 = i16x8.add(s0, dotNibbles(xl, xh, v128.load(nibbles), mask));
        s1 = i16x8.add(s1, dotNibbles(xl, xh, v128.load(nibbles, 16), mask));
        const other = nibbles + distance;
        s2 = i16x8.add(s2, dotNibbles(xl, xh, v128.load(other), mask));
        s3 = i16x8.add(s3, dotNibbles(xl, xh, v128.load(other, 16), mask));
        nibbles += 32;
        x += 32;
      } while (nibbles < planeEnd);
      if (format.planes == 1 || nibbles > lastPlane) break;
      const sixteens = v128.load(SIXTEENS);
      h0 = i32x4.dot_i16x8_s(s0, sixteens);
      h1 = i32x4.dot_i16x8_s(s1, sixteens);
      h2 = i32x4.dot_i16x8_s(s2, sixteens);
      h3 = i32x4.dot_i16x8_s(s3, sixteens);
      s0 = zero; s1 = zero; s2 = zero; s3 = zero;
      x -= 128;
    }
    y0 = accumulate<F>(y0, s0, h0, ones, format.scale(qa, 0), format.minimum(qa, 0), x);
    y1 = accumulate<F>(y1, s1, h1, ones, format.scale(qa, 1), format.minimum(qa, 1), x);
    y2 = accumulate<F>(y2, s2, h2, ones, format.scale(b, 0), format.minimum(b, 0), x);
    y3 = accumulate<F>(y3, s3, h3, ones, format.scale(b, 1), format.minimum(b, 1), x);
    qa += format.headerBytes + 128 * format.planes;
    x += 48;
  }
  storeRow(ya, y0, y1);
  storeRow(yb, y2, y3);
}

@inline
function addPair(sum: v128, xl: v128, xh: v128, low: v128, high: v128): v128 {
  return i16x8.add(sum, i16x8.add(dotPairs(xl, low), dotPairs(xh, high)));
}

/** y (4 rows of activations, 8), rows `stride` bytes apart. */
export function groupTileProduct<F>(q: usize, blocks: usize, x: usize, y: usize, stride: usize): void {
  const format = changetype<F>(0);
  const mask = v128.load(LOW_NIBBLES);
  const ones = v128.load(ONES);
  const end = x + blocks * 4 * RECORD_BYTES;
  const zero = f32x4.splat(0);
  let y00 = zero, y01 = zero, y10 = zero, y11 = zero, y20 = zero, y21 = zero, y30 = zero, y31 = zero;
  while (x < end) {
    let nibbles = q + format.headerBytes;
    let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
    let h00 = zero, h01 = zero, h10 = zero, h11 = zero, h20 = zero, h21 = zero, h30 = zero, h31 = zero;
    const lastPlane = nibbles + 128 * (format.planes - 1);
    for (;;) {
      const planeEnd = nibbles + 128;
      do {
        const w0 = v128.load(nibbles);
        const l0 = v128.and(w0, mask);
        const g0 = v128.and(i16x8.shr_u(w0, 4), mask);
        const w1 = v128.load(nibbles, 16);
        const l1 = v128.and(w1, mask);
        const g1 = v128.and(i16x8.shr_u(w1, 4), mask);
        let xl = v128.load(x), xh = v128.load(x, 16);
        s00 = addPair(s00, xl, xh, l0, g0);
        s01 = addPair(s01, xl, xh, l1, g1);
        xl = v128.load(x, 32), xh = v128.load(x, 48);
        s10 = addPair(s10, xl, xh, l0, g0);
        s11 = addPair(s11, xl, xh, l1, g1);
        xl = v128.load(x, 64), xh = v128.load(x, 80);
        s20 = addPair(s20, xl, xh, l0, g0);
        s21 = addPair(s21, xl, xh, l1, g1);
        xl = v128.load(x, 96), xh = v128.load(x, 112);
        s30 = addPair(s30, xl, xh, l0, g0);
        s31 = addPair(s31, xl, xh, l1, g1);
        nibbles += 32;
        x += 128;
      } while (nibbles < planeEnd);
      if (format.planes == 1 || nibbles > lastPlane) break;
      const sixteens = v128.load(SIXTEENS);
      h00 = i32x4.dot_i16x8_s(s00, sixteens);
      h01 = i32x4.dot_i16x8_s(s01, sixteens);
      h10 = i32x4.dot_i16x8_s(s10, sixteens);
      h11 = i32x4.dot_i16x8_s(s11, sixteens);
      h20 = i32x4.dot_i16x8_s(s20, sixteens);
      h21 = i32x4.dot_i16x8_s(s21, sixteens);
      h30 = i32x4.dot_i16x8_s(s30, sixteens);
      h31 = i32x4.dot_i16x8_s(s31, sixteens);
      s00 = zero; s01 = zero; s10 = zero; s11 = zero; s20 = zero; s21 = zero; s30 = zero; s31 = zero;
      x -= 512;
    }
    const d0 = format.scale(q, 0);
    const d1 = format.scale(q, 1);
    const m0 = format.minimum(q, 0);
    const m1 = format.minimum(q, 1);
    y00 = accumulate<F>(y00, s00, h00, ones, d0, m0, x);
    y01 = accumulate<F>(y01, s01, h01, ones, d1, m1, x);
    y10 = accumulate<F>(y10, s10, h10, ones, d0, m0, x + 48);
    y11 = accumulate<F>(y11, s11, h11, ones, d1, m1, x + 48);
    y20 = accumulate<F>(y20, s20, h20, ones, d0, m0, x + 96);
    y21 = accumulate<F>(y21, s21, h21, ones, d1, m1, x + 96);
    y30 = accumulate<F>(y30, s30, h30, ones, d0, m0, x + 144);
    y31 = accumulate<F>(y31, s31, h31, ones, d1, m1, x + 144);
    q += format.headerBytes + 128 * format.planes;
    x += 192;
  }
  storeRow(y, y00, y01);
  storeRow(y + stride, y10, y11);
  storeRow(y + 2 * stride, y20, y21);
  storeRow(y + 3 * stride, y30, y31);
}

@inline
function accumulate<F>(y: v128, low: v128, high: v128, ones: v128, d: v128, m: v128, scales: usize): v128 {
  const format = changetype<F>(0);
  let sum = i32x4.dot_i16x8_s(low, ones);
  if (format.planes == 2) sum = i32x4.add(sum, high);
  return f32x4.add(y, format.term(sum, d, m, v128.load(scales), v128.load(scales, 16), v128.load(scales, 32)));
}

@inline
function storeRow(y: usize, low: v128, high: v128): void {
  const rest = f32x4.splat(REMAINING_SCALE);
  v128.store(y, f32x4.mul(low, rest));
  v128.store(y, f32x4.mul(high, rest), 16);
}
