import { BLOCK, Q4_0, Q4_1, blockBytes } from "./block-formats";

// From GGUF, row after row of blocks, little endian:
//   Q4_0 | d f16 | 16 B |     Q4_1 | d f16 | m f16 | 16 B |     Q8_0 | d f16 | 32 x i8 |
//   nibbles: byte j holds element j (low) and element j + 16 (high)
// to the groups of block-formats.ts. Both have the same size, so a matrix never needs room twice.

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
 * Repacks `rows` (1..16) rows of `columns` at `source` into one group at `target`; absent rows become zeros.
 * Returns whether every scale is finite.
 */
export function repackGroup(type: u32, source: usize, target: usize, rows: u32, columns: u32): bool {
  const blocks = <usize>(columns / BLOCK);
  const step = sourceBlockBytes(type);
  memory.fill(target, 0, blocks * blockBytes(type));
  let finite = true;
  for (let r: u32 = 0; r < rows; r++) {
    let from = source + <usize>r * blocks * step;
    let to = target;
    for (let b: usize = 0; b < blocks; b++) {
      finite = repackBlock(type, from, to, r) && finite;
      from += step;
      to += blockBytes(type);
    }
  }
  return finite;
}

@inline
function repackBlock(type: u32, from: usize, to: usize, r: u32): bool {
  const d = load<u16>(from);
  store<u16>(to + 2 * r, d);
  if (type == Q4_1) {
    const m = load<u16>(from, 2);
    store<u16>(to + 2 * r, m, 32);
    copyNibbles(from + 4, to + 64 + 4 * r);
    return isFiniteHalf(d) && isFiniteHalf(m);
  }
  if (type == Q4_0) copyNibbles(from + 2, to + 32 + 4 * r);
  else splitBytes(from + 2, to + 32 + 4 * r);
  return isFiniteHalf(d);
}

@inline
function copyNibbles(from: usize, to: usize): void {
  for (let k: usize = 0; k < 4; k++) store<u32>(to + 64 * k, load<u32>(from + 4 * k));
}

/** Each byte plus 128 is 16 high + low: the two nibbles go to two planes. */
@inline
function splitBytes(from: usize, to: usize): void {
  for (let k: usize = 0; k < 4; k++) {
    const a = load<u32>(from + 4 * k) ^ 0x80808080;
    const b = load<u32>(from + 4 * k, 16) ^ 0x80808080;
    store<u32>(to + 64 * k, ((a >> 4) & 0x0f0f0f0f) | (b & 0xf0f0f0f0));
    store<u32>(to + 64 * k, (a & 0x0f0f0f0f) | ((b & 0x0f0f0f0f) << 4), 256);
  }
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
