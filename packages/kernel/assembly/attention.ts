import { HEAD_DIM, PAGE_TOKENS, QUERY_PAIRS, QUERY_SCALES, READ_AHEAD, WEIGHTS, WEIGHT_SCALES, arena } from "./arena";
import { HEAD_BYTES as PAGE_HEAD_BYTES, KEY_SCALES, VALUES, VALUE_SCALES, headPage } from "./kv-cache";
import { nearestIntegers, unsignedLaneMax } from "./rounding";
import { softmaxNumerators } from "./softmax";

// Query heads that share a KV head against the positions 0..position of a sequence, in blocks of one page (64):
// (1) a query becomes i16 with one scale; (2) scores = integer dots with the int8 keys, exact in i32
// (64 * 32,767 * 127 < 2^31), then scaled; (3) softmax, the maximum first; (4) per block, probability times value
// scale becomes i16 and meets the int8 values in i32; (5) blocks are added in ascending order.
// Positions after the row's own hold anything at all: their scores are overwritten and their probability of 0 masks the rest.
// Of the last page no more is computed than the groups of sixteen positions, and of values the pairs, that the row attends to.
// Heads go three at a time where they can, so that a key is loaded once for three; a head's bits do not depend on it.

const INT16: f32 = 32767;
const HEAD_BYTES: usize = HEAD_DIM * 4;
const PAIRS_BYTES: usize = 512; // one head's 32 query pairs
const WEIGHTS_BYTES: usize = 128; // one head's 64 weights i16

/** Heads that one call of `attend` takes when at least as many are left; else one. */
export const TILE_HEADS: u32 = 3;

/** Eight floats times `inverse` to i16. */
@inline
function nearest8(x: usize, inverse: v128): v128 {
  const low = nearestIntegers(f32x4.mul(v128.load(x), inverse));
  const high = nearestIntegers(f32x4.mul(v128.load(x, 16), inverse));
  return i16x8.narrow_i32x4_s(low, high);
}

/** Writes the query's 32 pairs of i16, each four times, and its scale. */
function quantiseQuery(query: usize, head: usize): void {
  let most = f32x4.abs(v128.load(query));
  for (let i: usize = 16; i < HEAD_BYTES; i += 16) most = i32x4.max_s(most, f32x4.abs(v128.load(query + i)));
  const largest = unsignedLaneMax(most);
  const inverse = f32x4.splat(largest > 0 ? INT16 / largest : 0);
  let pairs = QUERY_PAIRS + head * PAIRS_BYTES;
  for (let i: usize = 0; i < HEAD_BYTES; i += 32) {
    const eight = nearest8(query + i, inverse);
    v128.store(pairs, v128.shuffle<i32>(eight, eight, 0, 0, 0, 0));
    v128.store(pairs, v128.shuffle<i32>(eight, eight, 1, 1, 1, 1), 16);
    v128.store(pairs, v128.shuffle<i32>(eight, eight, 2, 2, 2, 2), 32);
    v128.store(pairs, v128.shuffle<i32>(eight, eight, 3, 3, 3, 3), 48);
    pairs += 64;
  }
  store<f32>(QUERY_SCALES + 4 * head, (largest / INT16) * <f32>0.125); // 1 / sqrt(64)
}

/** Sixteen scores of one head from their integer sums. */
@inline
function storeScores(out: usize, s0: v128, s1: v128, s2: v128, s3: v128, keyScales: usize, head: usize): void {
  const scale = v128.load32_splat(QUERY_SCALES + 4 * head);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s0), f32x4.mul(v128.load(keyScales), scale)));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s1), f32x4.mul(v128.load(keyScales, 16), scale)), 16);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s2), f32x4.mul(v128.load(keyScales, 32), scale)), 32);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s3), f32x4.mul(v128.load(keyScales, 48), scale)), 48);
}

/** scores (heads, 16 * groups) of one page, sixteen positions at a time; `stride` bytes between heads. `heads` is a constant, 1 or 3. */
@inline
function pageScores(heads: u32, page: usize, groups: usize, scores: usize, stride: usize): void {
  const zero = i32x4.splat(0);
  for (let block: usize = 0; block < groups; block++) {
    let keys = page + block * 1024;
    let a0 = zero, a1 = zero, a2 = zero, a3 = zero;
    let b0 = zero, b1 = zero, b2 = zero, b3 = zero;
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero;
    for (let pairs: usize = QUERY_PAIRS; pairs < QUERY_PAIRS + PAIRS_BYTES; pairs += 16) {
      const a = v128.load(pairs);
      const b = heads == 3 ? v128.load(pairs, PAIRS_BYTES) : zero;
      const c = heads == 3 ? v128.load(pairs, 2 * PAIRS_BYTES) : zero;
      let k = v128.load8x8_s(keys);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(k, a));
      if (heads == 3) b0 = i32x4.add(b0, i32x4.dot_i16x8_s(k, b));
      if (heads == 3) c0 = i32x4.add(c0, i32x4.dot_i16x8_s(k, c));
      k = v128.load8x8_s(keys, 8);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(k, a));
      if (heads == 3) b1 = i32x4.add(b1, i32x4.dot_i16x8_s(k, b));
      if (heads == 3) c1 = i32x4.add(c1, i32x4.dot_i16x8_s(k, c));
      k = v128.load8x8_s(keys, 16);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(k, a));
      if (heads == 3) b2 = i32x4.add(b2, i32x4.dot_i16x8_s(k, b));
      if (heads == 3) c2 = i32x4.add(c2, i32x4.dot_i16x8_s(k, c));
      k = v128.load8x8_s(keys, 24);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(k, a));
      if (heads == 3) b3 = i32x4.add(b3, i32x4.dot_i16x8_s(k, b));
      if (heads == 3) c3 = i32x4.add(c3, i32x4.dot_i16x8_s(k, c));
      keys += 32;
    }
    const keyScales = page + KEY_SCALES + block * 64;
    const out = scores + block * 64;
    storeScores(out, a0, a1, a2, a3, keyScales, 0);
    if (heads == 3) storeScores(out + stride, b0, b1, b2, b3, keyScales, 1);
    if (heads == 3) storeScores(out + 2 * stride, c0, c1, c2, c3, keyScales, 2);
  }
}

/** Four probabilities times value scales; 0 where the probability is, whatever the scale holds there. */
@inline
function weigh(probabilities: usize, scales: usize): v128 {
  const p = v128.load(probabilities);
  return v128.and(f32x4.mul(p, v128.load(scales)), f32x4.gt(p, f32x4.splat(0)));
}

/** Writes a block's i16 weights and their scale; the probabilities (16 * groups) become their products with the value scales. */
function quantiseWeights(page: usize, groups: usize, probabilities: usize, head: usize): void {
  const scales = page + VALUE_SCALES;
  let largest = f32x4.splat(0);
  for (let i: usize = 0; i < groups * 64; i += 64) {
    const at = probabilities + i;
    const w0 = weigh(at, scales + i);
    const w1 = weigh(at + 16, scales + i + 16);
    const w2 = weigh(at + 32, scales + i + 32);
    const w3 = weigh(at + 48, scales + i + 48);
    v128.store(at, w0);
    v128.store(at, w1, 16);
    v128.store(at, w2, 32);
    v128.store(at, w3, 48);
    largest = i32x4.max_s(largest, i32x4.max_s(i32x4.max_s(w0, w1), i32x4.max_s(w2, w3)));
  }
  const top = unsignedLaneMax(largest);
  const inverse = f32x4.splat(top > 0 ? INT16 / top : 0);
  const weights = WEIGHTS + head * WEIGHTS_BYTES;
  for (let i: usize = 0; i < groups * 32; i += 32) {
    v128.store(weights + i, nearest8(probabilities + 2 * i, inverse));
    v128.store(weights + i, nearest8(probabilities + 2 * i + 32, inverse), 16);
  }
  store<f32>(WEIGHT_SCALES + 4 * head, top / INT16);
}

/** Adds sixteen dims of one head, scaled. */
@inline
function addScaled(out: usize, s0: v128, s1: v128, s2: v128, s3: v128, head: usize): void {
  const scale = v128.load32_splat(WEIGHT_SCALES + 4 * head);
  v128.store(out, f32x4.add(v128.load(out), f32x4.mul(f32x4.convert_i32x4_s(s0), scale)));
  v128.store(out, f32x4.add(v128.load(out, 16), f32x4.mul(f32x4.convert_i32x4_s(s1), scale)), 16);
  v128.store(out, f32x4.add(v128.load(out, 32), f32x4.mul(f32x4.convert_i32x4_s(s2), scale)), 32);
  v128.store(out, f32x4.add(v128.load(out, 48), f32x4.mul(f32x4.convert_i32x4_s(s3), scale)), 48);
}

/** out (heads, 64) += weights (heads, 2 * pairs) values (2 * pairs, 64) of one page, sixteen dims at a time. `heads` is a constant, 1 or 3. */
@inline
function addPageValues(heads: u32, page: usize, pairs: usize, out: usize): void {
  const zero = i32x4.splat(0);
  const end = WEIGHTS + 4 * pairs;
  for (let block: usize = 0; block < 4; block++) {
    let values = page + block * 1024;
    let a0 = zero, a1 = zero, a2 = zero, a3 = zero;
    let b0 = zero, b1 = zero, b2 = zero, b3 = zero;
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero;
    for (let weights: usize = WEIGHTS; weights < end; weights += 4) {
      const a = v128.load32_splat(weights);
      const b = heads == 3 ? v128.load32_splat(weights, WEIGHTS_BYTES) : zero;
      const c = heads == 3 ? v128.load32_splat(weights, 2 * WEIGHTS_BYTES) : zero;
      let v = v128.load8x8_s(values, VALUES);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v, a));
      if (heads == 3) b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v, b));
      if (heads == 3) c0 = i32x4.add(c0, i32x4.dot_i16x8_s(v, c));
      v = v128.load8x8_s(values, VALUES + 8);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v, a));
      if (heads == 3) b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v, b));
      if (heads == 3) c1 = i32x4.add(c1, i32x4.dot_i16x8_s(v, c));
      v = v128.load8x8_s(values, VALUES + 16);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v, a));
      if (heads == 3) b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v, b));
      if (heads == 3) c2 = i32x4.add(c2, i32x4.dot_i16x8_s(v, c));
      v = v128.load8x8_s(values, VALUES + 24);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(v, a));
      if (heads == 3) b3 = i32x4.add(b3, i32x4.dot_i16x8_s(v, b));
      if (heads == 3) c3 = i32x4.add(c3, i32x4.dot_i16x8_s(v, c));
      values += 32;
    }
    const target = out + block * 64;
    addScaled(target, a0, a1, a2, a3, 0);
    if (heads == 3) addScaled(target + HEAD_BYTES, b0, b1, b2, b3, 1);
    if (heads == 3) addScaled(target + 2 * HEAD_BYTES, c0, c1, c2, c3, 2);
  }
}

/** Pages that are read ahead together. */
const AHEAD: usize = 4;

/**
 * Reads a word of each line of four pages, in turn: four streams of ascending addresses come sooner than one after the other does while it
 * is computed with. Their sum is stored, so that no compiler leaves the loads out.
 */
function readAhead(pageTable: usize, layer: u32, kvHead: u32): void {
  const a = headPage(load<u32>(pageTable), layer, kvHead), b = headPage(load<u32>(pageTable, 4), layer, kvHead);
  const c = headPage(load<u32>(pageTable, 8), layer, kvHead), d = headPage(load<u32>(pageTable, 12), layer, kvHead);
  let sum: u32 = 0;
  for (let line: usize = 0; line < PAGE_HEAD_BYTES; line += 64) {
    sum += load<u32>(a + line) + load<u32>(b + line) + load<u32>(c + line) + load<u32>(d + line);
  }
  store<u32>(READ_AHEAD, sum);
}

/** How many positions of page `block` are among the first `positions`. */
@inline
function attended(positions: usize, block: usize): usize {
  return min<usize>(positions - block * PAGE_TOKENS, PAGE_TOKENS);
}

/**
 * out (heads, 64) = attention of `heads` (1 or 3) adjacent query heads over positions 0..position; out may be the query.
 * `scores` has room for `heads` rows of maxContext f32.
 */
export function attend(
  heads: u32, query: usize, pageTable: usize, position: u32, layer: u32, kvHead: u32, scores: usize, out: usize,
): void {
  const blocks = <usize>(position / PAGE_TOKENS + 1);
  const positions = <usize>position + 1;
  const stride = <usize>arena().maxContext * 4;
  for (let h: usize = 0; h < heads; h++) quantiseQuery(query + h * HEAD_BYTES, h);
  for (let b: usize = 0; b < blocks; b++) {
    const page = headPage(load<u32>(pageTable + 4 * b), layer, kvHead);
    if (b % AHEAD == 0 && b + AHEAD <= blocks) readAhead(pageTable + 4 * b, layer, kvHead);
    const groups = (attended(positions, b) + 15) / 16;
    const at = scores + b * PAGE_TOKENS * 4;
    if (heads == 3) pageScores(3, page, groups, at, stride);
    else pageScores(1, page, groups, at, stride);
  }
  memory.fill(out, 0, <usize>heads * HEAD_BYTES);
  const sum0 = softmaxNumerators(scores, <u32>positions);
  const sum1 = heads == 3 ? softmaxNumerators(scores + stride, <u32>positions) : sum0;
  const sum2 = heads == 3 ? softmaxNumerators(scores + 2 * stride, <u32>positions) : sum0;
  for (let b: usize = 0; b < blocks; b++) {
    const page = headPage(load<u32>(pageTable + 4 * b), layer, kvHead);
    const count = attended(positions, b);
    const at = scores + b * PAGE_TOKENS * 4;
    for (let h: usize = 0; h < heads; h++) quantiseWeights(page, (count + 15) / 16, at + h * stride, h);
    if (heads == 3) addPageValues(3, page, (count + 1) / 2, out);
    else addPageValues(1, page, (count + 1) / 2, out);
  }
  for (let h: u32 = 0; h < heads; h++) divideHead(out + <usize>h * HEAD_BYTES, h == 0 ? sum0 : h == 1 ? sum1 : sum2);
}

@inline
function divideHead(out: usize, sum: f32): void {
  const total = f32x4.splat(sum);
  for (let i: usize = 0; i < HEAD_BYTES; i += 16) v128.store(out + i, f32x4.div(v128.load(out + i), total));
}
