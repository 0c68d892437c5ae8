// Tokens ordered best first. A sort key is a u64 whose ascending order is (logit descending, id ascending):
//
//   63          32 31          0
//   ├─ ~ordered ──┼─ token id ─┤     ordered: the f32's bits as an integer of the same order
//
// so keys are distinct and every sort gives the same order.

const BUCKETS: u32 = 4096; // top 12 bits: sign, exponent, 3 bits of the fraction

@inline
function keyOf(logit: f32, token: u32): u64 {
  const bits = reinterpret<u32>(logit + <f32>0); // -0 becomes +0
  const ordered = bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
  return (<u64>~ordered << 32) | <u64>token;
}

@inline
export function tokenOf(key: u64): u32 {
  return <u32>key;
}

/** Largest bucket that has to be kept so that at least k keys are; `counts` is scratch of (4096) u32. */
function lastBucket(logits: usize, vocab: u32, k: u32, counts: usize): u32 {
  memory.fill(counts, 0, BUCKETS * 4);
  for (let t: u32 = 0; t < vocab; t++) {
    const at = counts + <usize>(keyOf(load<f32>(logits + 4 * <usize>t), t) >> 52) * 4;
    store<u32>(at, load<u32>(at) + 1);
  }
  let kept: u32 = 0;
  let bucket: u32 = 0;
  for (; bucket < BUCKETS - 1; bucket++) {
    kept += load<u32>(counts + 4 * <usize>bucket);
    if (kept >= k) break;
  }
  return bucket;
}

/** Stable ascending sort by the high 32 bits, a byte at a time; the result is in `keys`. `counts` is scratch of (256) u32. */
function radixSort(keys: usize, count: u32, other: usize, counts: usize): void {
  let from = keys;
  let to = other;
  for (let shift: u64 = 32; shift < 64; shift += 8) {
    memory.fill(counts, 0, 1024);
    for (let i: usize = 0; i < count; i++) {
      const at = counts + <usize>((load<u64>(from + 8 * i) >> shift) & 255) * 4;
      store<u32>(at, load<u32>(at) + 1);
    }
    let total: u32 = 0;
    for (let b: usize = 0; b < 1024; b += 4) {
      const n = load<u32>(counts + b);
      store<u32>(counts + b, total);
      total += n;
    }
    for (let i: usize = 0; i < count; i++) {
      const key = load<u64>(from + 8 * i);
      const at = counts + <usize>((key >> shift) & 255) * 4;
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u64>(to + 8 * <usize>place, key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
}

/**
 * Writes the keys of the `k` (1..vocab) best tokens, best first, to `keys` ((vocab) u64); `other` is as large,
 * `counts` is scratch of (4096) u32. Returns k.
 */
export function rankBest(logits: usize, vocab: u32, k: u32, keys: usize, other: usize, counts: usize): u32 {
  const last = k < vocab ? <u64>lastBucket(logits, vocab, k, counts) : <u64>BUCKETS;
  let count: u32 = 0;
  for (let t: u32 = 0; t < vocab; t++) {
    const key = keyOf(load<f32>(logits + 4 * <usize>t), t);
    if (key >> 52 > last) continue;
    store<u64>(keys + 8 * <usize>count, key);
    count++;
  }
  radixSort(keys, count, other, counts);
  return min(k, count);
}
