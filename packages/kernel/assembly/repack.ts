import { BLOCK, GROUP_ROWS, Q4_0, Q4_1, QUAD_ROWS, blockStride, quadBytes, quadOf, scalesAt } from "./block-formats";

// From GGUF, row after row of blocks, little endian:
//   Q4_0 | d f16 | 16 B |     Q4_1 | d f16 | m f16 | 16 B |     Q8_0 | d f16 | 32 x i8 |
//   nibbles: byte j holds element j (low) and element j + 16 (high)
// to the quads of block-formats.ts. Both have the same size, so a matrix never needs room twice.

@inline
function sourceBlockBytes(type: u32): usize {
  return type == Q4_0 ? 18 : type == Q4_1 ? 20 : 34;
}

/** An f16 is infinite or not a number when its five exponent bits are all set. */
@inline
function isFiniteHalf(bits: u32): bool {
  return (bits & 0x7c00) != 0x7c00;
}

/**
 * Repacks rows `first`.. of a matrix (rows, columns), at most 16 of them, from the file's bytes at `source`; `first` is a
 * multiple of 16, and what the last group has no rows for becomes zeros. Returns whether every scale is finite.
 */
export function repackGroup(type: u32, source: usize, weights: usize, rows: u32, columns: u32, first: u32): bool {
  const blocks = <usize>(columns / BLOCK);
  const step = blockStride(type, rows, first);
  let finite = true;
  for (let row = first; row < first + GROUP_ROWS; row += QUAD_ROWS) {
    const count = <usize>min(max(<i32>rows - <i32>row, 0), QUAD_ROWS);
    let to = quadOf(type, weights, rows, columns, row);
    for (let b: usize = 0; b < blocks; b++) {
      memory.fill(to, 0, quadBytes(type));
      for (let r: usize = 0; r < count; r++) {
        const from = source + ((row - first + r) * blocks + b) * sourceBlockBytes(type);
        finite = repackBlock(type, from, to, r) && finite;
      }
      to += step;
    }
  }
  return finite;
}

/** One block of one row, to lane `r` of a quad. */
@inline
function repackBlock(type: u32, from: usize, to: usize, r: usize): bool {
  const d = load<u16>(from);
  const scales = to + scalesAt(type) + 2 * r;
  store<u16>(scales, d);
  if (type == Q4_1) {
    const m = load<u16>(from, 2);
    store<u16>(scales, m, 8);
    copyNibbles(from + 4, to + 4 * r);
    return isFiniteHalf(d) && isFiniteHalf(m);
  }
  if (type == Q4_0) copyNibbles(from + 2, to + 4 * r);
  else copyPairs(from + 2, to + 2 * r);
  return isFiniteHalf(d);
}

@inline
function copyNibbles(from: usize, to: usize): void {
  for (let k: usize = 0; k < 4; k++) store<u32>(to + 16 * k, load<u32>(from + 4 * k));
}

@inline
function copyPairs(from: usize, to: usize): void {
  for (let p: usize = 0; p < 16; p++) store<u16>(to + 8 * p, load<u16>(from + 2 * p));
}

/** Returns whether all `count` f32 at `x` are finite. */
export function allFinite(x: usize, count: u32): bool {
  const whole = <usize>(count & ~7) * 4;
  let a = f32x4.splat(0), b = a;
  for (let i: usize = 0; i < whole; i += 32) {
    const v = v128.load(x + i), w = v128.load(x + i, 16);
    a = f32x4.add(a, f32x4.sub(v, v)); // 0, or not a number
    b = f32x4.add(b, f32x4.sub(w, w));
  }
  let rest: f32 = 0;
  for (let i = whole; i < <usize>count * 4; i += 4) rest += load<f32>(x + i) - load<f32>(x + i);
  return rest == 0 && i32x4.all_true(f32x4.eq(f32x4.add(a, b), f32x4.splat(0)));
}
