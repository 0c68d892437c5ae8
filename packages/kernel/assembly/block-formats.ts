import { HALF_BITS } from "./arena";

// A matrix is stored as groups of 16 rows; a group is a sequence of blocks of 32 columns. One block of 16 rows:
//
//   Q4_0  | d 16 x f16 | nibbles 256 B              |  288 B   w = d (n - 8)
//   Q4_1  | d 16 x f16 | m 16 x f16 | nibbles 256 B |  320 B   w = d n + m
//   Q8_0  | d 16 x f16 | high 256 B | low 256 B     |  544 B   w = d (16 high + low - 128)
//
// nibbles, high, low:  4 columns k of | row 0: 4 B | row 1: 4 B | ... | row 15: 4 B |
// byte j of column k of a row holds element 4k + j in its low nibble and element 16 + 4k + j in its high nibble.
// An f16 is widened by shifting its bits into an f32, which is the value times 2^-112 (exact, subnormals too);
// activation scales carry 2^96 and the sums are multiplied by the remaining 2^16 when they are stored.

export const Q4_0: u32 = 2; // GGUF numbers
export const Q4_1: u32 = 3;
export const Q8_0: u32 = 8;

export const GROUP_ROWS: u32 = 16;
export const BLOCK: u32 = 32;

/** Four f16 of `eight`, the low or the high ones, as f32 times 2^-112. */
@inline
function widenHalves(eight: v128, quarter: u32): v128 {
  const wide = (quarter & 1) == 0 ? i32x4.extend_low_i16x8_s(eight) : i32x4.extend_high_i16x8_s(eight);
  return v128.and(i32x4.shl(wide, 13), v128.load(HALF_BITS));
}

/** One load, and one bounds check, for two quarters. */
@inline
function scalesOf(q: usize, quarter: u32): v128 {
  return widenHalves(quarter < 2 ? v128.load(q) : v128.load(q, 16), quarter);
}

/** `offset` is what the integer sum exceeds the true one by, in units of the activations' sum: a power of two. */
@inline
function symmetricTerm(sum: v128, d: v128, xs: v128, xi: v128, offsetLog2: i32): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(sum, i32x4.shl(xi, offsetLog2))), f32x4.mul(d, xs));
}

@unmanaged
export class Q40 {
  @inline get headerBytes(): usize { return 32; }
  @inline get planes(): u32 { return 1; }
  @inline scale(q: usize, quarter: u32): v128 { return scalesOf(q, quarter); }
  @inline minimum(q: usize, quarter: u32): v128 { return i32x4.splat(0); }
  @inline term(sum: v128, d: v128, m: v128, xs: v128, xm: v128, xi: v128): v128 {
    return symmetricTerm(sum, d, xs, xi, 3);
  }
}

@unmanaged
export class Q41 {
  @inline get headerBytes(): usize { return 64; }
  @inline get planes(): u32 { return 1; }
  @inline scale(q: usize, quarter: u32): v128 { return scalesOf(q, quarter); }
  @inline minimum(q: usize, quarter: u32): v128 { return widenHalves(quarter < 2 ? v128.load(q, 32) : v128.load(q, 48), quarter); }
  @inline term(sum: v128, d: v128, m: v128, xs: v128, xm: v128, xi: v128): v128 {
    return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.mul(d, xs)), f32x4.mul(m, xm));
  }
}

@unmanaged
export class Q80 {
  @inline get headerBytes(): usize { return 32; }
  @inline get planes(): u32 { return 2; }
  @inline scale(q: usize, quarter: u32): v128 { return scalesOf(q, quarter); }
  @inline minimum(q: usize, quarter: u32): v128 { return i32x4.splat(0); }
  @inline term(sum: v128, d: v128, m: v128, xs: v128, xm: v128, xi: v128): v128 {
    return symmetricTerm(sum, d, xs, xi, 7);
  }
}

/** Bytes of one block of 16 rows. */
export function blockBytes(type: u32): usize {
  return type == Q4_0 ? 288 : type == Q4_1 ? 320 : 544;
}
