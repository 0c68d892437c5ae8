import { SORT_COUNTS, arena } from "./arena";

// Tokens ordered best first: by logit descending, then by id ascending. A sort key is a u32 whose ascending order is
// logits descending (-0 and +0 alike); sorts are stable and start from ascending ids, so ties keep that order.
// Only ids are moved, and their keys are made anew from the logits: two lists of ids fit where the step's activations were.

const BUCKETS: u32 = 4096; // top 12 bits of a key: sign, exponent, 3 bits of the fraction

@inline
function keyOf(logits: usize, token: u32): u32 {
  const bits = reinterpret<u32>(load<f32>(logits + 4 * <usize>token) + <f32>0); // -0 becomes +0
  return ~(bits ^ (<u32>(<i32>bits >> 31) | 0x80000000));
}

@inline
function increment(counts: usize, index: u32): u32 {
  const at = counts + 4 * <usize>index;
  const count = load<u32>(at);
  store<u32>(at, count + 1);
  return count;
}

/** Largest bucket that has to be kept so that at least k tokens are. */
function lastBucket(logits: usize, vocab: u32, k: u32): u32 {
  memory.fill(SORT_COUNTS, 0, BUCKETS * 4);
  for (let t: u32 = 0; t < vocab; t++) increment(SORT_COUNTS, keyOf(logits, t) >> 20);
  let kept: u32 = 0;
  let bucket: u32 = 0;
  for (; bucket < BUCKETS - 1; bucket++) {
    kept += load<u32>(SORT_COUNTS + 4 * <usize>bucket);
    if (kept >= k) break;
  }
  return bucket;
}

/** Stable ascending sort of ids by the byte of their keys at bit `shift`. */
function sortByByte(logits: usize, from: usize, count: u32, to: usize, shift: u32): void {
  const end = from + 4 * <usize>count;
  memory.fill(SORT_COUNTS, 0, 1024);
  for (let at = from; at < end; at += 4) increment(SORT_COUNTS, (keyOf(logits, load<u32>(at)) >> shift) & 255);
  let total: u32 = 0;
  for (let b: usize = 0; b < 1024; b += 4) {
    const n = load<u32>(SORT_COUNTS + b);
    store<u32>(SORT_COUNTS + b, total);
    total += n;
  }
  for (let at = from; at < end; at += 4) {
    const token = load<u32>(at);
    const place = increment(SORT_COUNTS, (keyOf(logits, token) >> shift) & 255);
    store<u32>(to + 4 * <usize>place, token);
  }
}

/** Writes the `k` (1..vocab) best tokens of one row of logits, best first, and returns where: (k) u32, until the next step or call. */
export function rankBest(logits: usize, k: u32): usize {
  const a = arena();
  const ids = a.ranks;
  const other = ids + 4 * <usize>a.vocab;
  const last = k < a.vocab ? lastBucket(logits, a.vocab, k) : BUCKETS;
  let count: u32 = 0;
  for (let t: u32 = 0; t < a.vocab; t++) {
    if (keyOf(logits, t) >> 20 > last) continue;
    store<u32>(ids + 4 * <usize>count, t);
    count++;
  }
  sortByByte(logits, ids, count, other, 0);
  sortByByte(logits, other, count, ids, 8);
  sortByByte(logits, ids, count, other, 16);
  sortByByte(logits, other, count, ids, 24);
  return ids;
}
