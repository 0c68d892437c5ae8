/**
 * Eight i16 sums of two products each: activations `x` (16 x i8, -127..127) times weights `w` (16 x 0..127).
 * Exact on every host: the second operand has no sign bit and two products fit in i16 (2 * 128 * 127 = 32,512).
 */
@inline
export function dotPairs(x: v128, w: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return i16x8.relaxed_dot_i8x16_i7x16_s(x, w);
  }
  const even = i16x8.mul(i16x8.shr_s(i16x8.shl(x, 8), 8), i16x8.shr_u(i16x8.shl(w, 8), 8));
  const odd = i16x8.mul(i16x8.shr_s(x, 8), i16x8.shr_u(w, 8));
  return i16x8.add(even, odd);
}

/** One 4-byte column of 4 rows, both nibbles: `w` (4 rows x 4 bytes), `xl`/`xh` activations of the low and high nibbles. */
@inline
export function dotNibbles(xl: v128, xh: v128, w: v128, lowNibbles: v128): v128 {
  return i16x8.add(
    dotPairs(xl, v128.and(w, lowNibbles)),
    dotPairs(xh, v128.and(i16x8.shr_u(w, 4), lowNibbles)),
  );
}
