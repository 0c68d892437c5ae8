import { TOUCH_SINK, arena } from "./arena";

// There is no prefetch instruction, and hardware prefetchers stop at 4 KiB pages: the weights are read once, one
// word per cache line, a chunk before they are needed. The sum is stored, else the engine drops the loads.

/** Weights are multiplied and touched in chunks of this many bytes: half of a small second-level cache's 512 KiB or less. */
export const CHUNK: usize = 65536;

/** Brings the weights up to `address` into the cache, as far as they have not been yet. */
export function touchUpTo(address: usize): void {
  const a = arena();
  const end = min(address, a.weightsEnd);
  let at = a.touched;
  let sum: i32 = 0;
  while (at < end) {
    sum += load<i32>(at) + load<i32>(at, 64) + load<i32>(at, 128) + load<i32>(at, 192);
    sum += load<i32>(at, 256) + load<i32>(at, 320) + load<i32>(at, 384) + load<i32>(at, 448);
    at += 512;
  }
  a.touched = at;
  store<i32>(TOUCH_SINK, sum);
}
