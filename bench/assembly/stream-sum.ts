// Reads memory once, in order, and does nothing else that takes time: what no kernel that needs every byte can beat.

/** Addresses below are the module's own. */
const START: usize = 65536;

/** Writes every byte once: memory that was never written is one shared page of zeros. */
export function fill(bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 4) store<u32>(START + at, <u32>at * 2654435761);
}

/** Sum of `bytes` (a multiple of 64) as 32-bit integers. */
export function streamSum(bytes: usize): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = START + bytes;
  for (let at = START; at < end; at += 64) {
    a = i32x4.add(a, v128.load(at));
    b = i32x4.add(b, v128.load(at, 16));
    c = i32x4.add(c, v128.load(at, 32));
    d = i32x4.add(d, v128.load(at, 48));
  }
  const sum = i32x4.add(i32x4.add(a, b), i32x4.add(c, d));
  return i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
}
