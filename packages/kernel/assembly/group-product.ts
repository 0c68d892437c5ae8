import { LOW_NIBBLES, ONES, SIXTEENS } from "./arena";
import { RECORD_BYTES } from "./activations";
import { dotNibbles, dotPairs } from "./dot";

// The inner loops: one group of 16 rows of weights times one row of activations, and half a group times 2..4 of them.
// Per block: (1) the four columns of nibbles meet the activations, sixteen products into each i16 lane
// (16 * 127 * 15 = 30,480, no overflow); (2) pairs of i16 lanes are added to one i32 per row, exact;
// (3) the format turns the sum into a float, which is added to the row's sum. Blocks go in ascending order, so the
// bits of a row are the same for every tile width.
//
// The columns are written out, since a loop costs a tenth, and the pointers move from one to the next: the engine
// checks a bound per load, and equal offsets share half of that check's instructions.

const REMAINING_SCALE: f32 = 65536; // 2^16, see block-formats.ts

/** y (16) = W (16, 32 blocks) x, one stream of weights in the order of the memory. */
export function groupProduct<F>(q: usize, blocks: usize, x: usize, y: usize): void {
  const format = changetype<F>(0);
  const mask = v128.load(LOW_NIBBLES);
  const ones = v128.load(ONES);
  const end = x + blocks * RECORD_BYTES;
  const zero = f32x4.splat(0);
  let y0 = zero, y1 = zero, y2 = zero, y3 = zero;
  while (x < end) {
    let nibbles = q + format.headerBytes;
    let s0: v128, s1: v128, s2: v128, s3: v128;
    let h0 = zero, h1 = zero, h2 = zero, h3 = zero;
    const lastPlane = nibbles + 256 * (format.planes - 1);
    for (;;) {
      let xl = v128.load(x), xh = v128.load(x, 16);
      s0 = dotNibbles(xl, xh, v128.load(nibbles), mask);
      s1 = dotNibbles(xl, xh, v128.load(nibbles, 16), mask);
      s2 = dotNibbles(xl, xh, v128.load(nibbles, 32), mask);
      s3 = dotNibbles(xl, xh, v128.load(nibbles, 48), mask);
      x += 32, nibbles += 64, xl = v128.load(x), xh = v128.load(x, 16);
      s0 = i16x8.add(s0, dotNibbles(xl, xh, v128.load(nibbles), mask));
      s1 = i16x8.add(s1, dotNibbles(xl, xh, v128.load(nibbles, 16), mask));
      s2 = i16x8.add(s2, dotNibbles(xl, xh, v128.load(nibbles, 32), mask));
      s3 = i16x8.add(s3, dotNibbles(xl, xh, v128.load(nibbles, 48), mask));
      x += 32, nibbles += 64, xl = v128.load(x), xh = v128.load(x, 16);
      s0 = i16x8.add(s0, dotNibbles(xl, xh, v128.load(nibbles), mask));
      s1 = i16x8.add(s1, dotNibbles(xl, xh, v128.load(nibbles, 16), mask));
      s2 = i16x8.add(s2, dotNibbles(xl, xh, v128.load(nibbles, 32), mask));
      s3 = i16x8.add(s3, dotNibbles(xl, xh, v128.load(nibbles, 48), mask));
      x += 32, nibbles += 64, xl = v128.load(x), xh = v128.load(x, 16);
      s0 = i16x8.add(s0, dotNibbles(xl, xh, v128.load(nibbles), mask));
      s1 = i16x8.add(s1, dotNibbles(xl, xh, v128.load(nibbles, 16), mask));
      s2 = i16x8.add(s2, dotNibbles(xl, xh, v128.load(nibbles, 32), mask));
      s3 = i16x8.add(s3, dotNibbles(xl, xh, v128.load(nibbles, 48), mask));
      x += 32, nibbles += 64;
      if (format.planes == 1 || nibbles > lastPlane) break;
      const sixteens = v128.load(SIXTEENS);
      h0 = i32x4.dot_i16x8_s(s0, sixteens), h1 = i32x4.dot_i16x8_s(s1, sixteens);
      h2 = i32x4.dot_i16x8_s(s2, sixteens), h3 = i32x4.dot_i16x8_s(s3, sixteens);
      x -= 128;
    }
    y0 = accumulate<F>(y0, s0, h0, ones, format.scale(q, 0), format.minimum(q, 0), x);
    y1 = accumulate<F>(y1, s1, h1, ones, format.scale(q, 1), format.minimum(q, 1), x);
    y2 = accumulate<F>(y2, s2, h2, ones, format.scale(q, 2), format.minimum(q, 2), x);
    y3 = accumulate<F>(y3, s3, h3, ones, format.scale(q, 3), format.minimum(q, 3), x);
    q += format.headerBytes + 256 * format.planes;
    x += 48;
  }
  storeRow(y, y0, y1);
  storeRow(y + 32, y2, y3);
}

@inline
function addPair(sum: v128, xl: v128, xh: v128, low: v128, high: v128): v128 {
  return i16x8.add(sum, i16x8.add(dotPairs(xl, low), dotPairs(xh, high)));
}

/** y (`width` rows of activations, 8), rows `stride` bytes apart, of half 0 or 1 of the group; `width` is a constant, 2..4. */
@inline
export function tileProduct<F>(width: u32, q: usize, half: u32, blocks: usize, x: usize, y: usize, stride: usize): void {
  const format = changetype<F>(0);
  const mask = v128.load(LOW_NIBBLES);
  const ones = v128.load(ONES);
  const end = x + blocks * width * RECORD_BYTES;
  const zero = f32x4.splat(0);
  q += 16 * half;
  let y00 = zero, y01 = zero, y10 = zero, y11 = zero, y20 = zero, y21 = zero, y30 = zero, y31 = zero;
  while (x < end) {
    let nibbles = q + format.headerBytes + 16 * half;
    let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
    let h00 = zero, h01 = zero, h10 = zero, h11 = zero, h20 = zero, h21 = zero, h30 = zero, h31 = zero;
    const lastPlane = nibbles + 256 * (format.planes - 1);
    for (;;) {
      let w0 = v128.load(nibbles), l0 = v128.and(w0, mask), g0 = v128.and(i16x8.shr_u(w0, 4), mask);
      let w1 = v128.load(nibbles, 16), l1 = v128.and(w1, mask), g1 = v128.and(i16x8.shr_u(w1, 4), mask);
      let xl = v128.load(x), xh = v128.load(x, 16);
      s00 = i16x8.add(dotPairs(xl, l0), dotPairs(xh, g0)), s01 = i16x8.add(dotPairs(xl, l1), dotPairs(xh, g1));
      xl = v128.load(x, 32), xh = v128.load(x, 48);
      s10 = i16x8.add(dotPairs(xl, l0), dotPairs(xh, g0)), s11 = i16x8.add(dotPairs(xl, l1), dotPairs(xh, g1));
      if (width > 2) {
        xl = v128.load(x, 64), xh = v128.load(x, 80);
        s20 = i16x8.add(dotPairs(xl, l0), dotPairs(xh, g0)), s21 = i16x8.add(dotPairs(xl, l1), dotPairs(xh, g1));
      }
      if (width > 3) {
        xl = v128.load(x, 96), xh = v128.load(x, 112);
        s30 = i16x8.add(dotPairs(xl, l0), dotPairs(xh, g0)), s31 = i16x8.add(dotPairs(xl, l1), dotPairs(xh, g1));
      }
      x += 32 * width, nibbles += 64;
      w0 = v128.load(nibbles), l0 = v128.and(w0, mask), g0 = v128.and(i16x8.shr_u(w0, 4), mask);
      w1 = v128.load(nibbles, 16), l1 = v128.and(w1, mask), g1 = v128.and(i16x8.shr_u(w1, 4), mask);
      xl = v128.load(x), xh = v128.load(x, 16);
      s00 = addPair(s00, xl, xh, l0, g0), s01 = addPair(s01, xl, xh, l1, g1);
      xl = v128.load(x, 32), xh = v128.load(x, 48);
      s10 = addPair(s10, xl, xh, l0, g0), s11 = addPair(s11, xl, xh, l1, g1);
      if (width > 2) {
        xl = v128.load(x, 64), xh = v128.load(x, 80);
        s20 = addPair(s20, xl, xh, l0, g0), s21 = addPair(s21, xl, xh, l1, g1);
      }
      if (width > 3) {
        xl = v128.load(x, 96), xh = v128.load(x, 112);
        s30 = addPair(s30, xl, xh, l0, g0), s31 = addPair(s31, xl, xh, l1, g1);
      }
      x += 32 * width, nibbles += 64;
      w0 = v128.load(nibbles), l0 = v128.and(w0, mask), g0 = v128.and(i16x8.shr_u(w0, 4), mask);
      w1 = v128.load(nibbles, 16), l1 = v128.and(w1, mask), g1 = v128.and(i16x8.shr_u(w1, 4), mask);
      xl = v128.load(x), xh = v128.load(x, 16);
      s00 = addPair(s00, xl, xh, l0, g0), s01 = addPair(s01, xl, xh, l1, g1);
      xl = v128.load(x, 32), xh = v128.load(x, 48);
      s10 = addPair(s10, xl, xh, l0, g0), s11 = addPair(s11, xl, xh, l1, g1);
      if (width > 2) {
        xl = v128.load(x, 64), xh = v128.load(x, 80);
        s20 = addPair(s20, xl, xh, l0, g0), s21 = addPair(s21, xl, xh, l1, g1);
      }
      if (width > 3) {
        xl = v128.load(x, 96), xh = v128.load(x, 112);
        s30 = addPair(s30, xl, xh, l0, g0), s31 = addPair(s31, xl, xh, l1, g1);
      }
      x += 32 * width, nibbles += 64;
      w0 = v128.load(nibbles), l0 = v128.and(w0, mask), g0 = v128.and(i16x8.shr_u(w0, 4), mask);
      w1 = v128.load(nibbles, 16), l1 = v128.and(w1, mask), g1 = v128.and(i16x8.shr_u(w1, 4), mask);
      xl = v128.load(x), xh = v128.load(x, 16);
      s00 = addPair(s00, xl, xh, l0, g0), s01 = addPair(s01, xl, xh, l1, g1);
      xl = v128.load(x, 32), xh = v128.load(x, 48);
      s10 = addPair(s10, xl, xh, l0, g0), s11 = addPair(s11, xl, xh, l1, g1);
      if (width > 2) {
        xl = v128.load(x, 64), xh = v128.load(x, 80);
        s20 = addPair(s20, xl, xh, l0, g0), s21 = addPair(s21, xl, xh, l1, g1);
      }
      if (width > 3) {
        xl = v128.load(x, 96), xh = v128.load(x, 112);
        s30 = addPair(s30, xl, xh, l0, g0), s31 = addPair(s31, xl, xh, l1, g1);
      }
      x += 32 * width, nibbles += 64;
      if (format.planes == 1 || nibbles > lastPlane) break;
      const sixteens = v128.load(SIXTEENS);
      h00 = i32x4.dot_i16x8_s(s00, sixteens), h01 = i32x4.dot_i16x8_s(s01, sixteens);
      h10 = i32x4.dot_i16x8_s(s10, sixteens), h11 = i32x4.dot_i16x8_s(s11, sixteens);
      if (width > 2) h20 = i32x4.dot_i16x8_s(s20, sixteens), h21 = i32x4.dot_i16x8_s(s21, sixteens);
      if (width > 3) h30 = i32x4.dot_i16x8_s(s30, sixteens), h31 = i32x4.dot_i16x8_s(s31, sixteens);
      x -= 128 * width;
    }
    const d0 = format.scale(q, 0), d1 = format.scale(q, 1);
    const m0 = format.minimum(q, 0), m1 = format.minimum(q, 1);
    y00 = accumulate<F>(y00, s00, h00, ones, d0, m0, x), y01 = accumulate<F>(y01, s01, h01, ones, d1, m1, x);
    y10 = accumulate<F>(y10, s10, h10, ones, d0, m0, x + 48), y11 = accumulate<F>(y11, s11, h11, ones, d1, m1, x + 48);
    if (width > 2) y20 = accumulate<F>(y20, s20, h20, ones, d0, m0, x + 96), y21 = accumulate<F>(y21, s21, h21, ones, d1, m1, x + 96);
    if (width > 3) y30 = accumulate<F>(y30, s30, h30, ones, d0, m0, x + 144), y31 = accumulate<F>(y31, s31, h31, ones, d1, m1, x + 144);
    q += format.headerBytes + 256 * format.planes;
    x += 48 * width;
  }
  storeRow(y, y00, y01);
  storeRow(y + stride, y10, y11);
  if (width > 2) storeRow(y + 2 * stride, y20, y21);
  if (width > 3) storeRow(y + 3 * stride, y30, y31);
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
