import { ATTENTION_WEIGHTS, HEAD_DIM, PAGE_TOKENS, QUERY_PAIRS } from "./arena";
import { expShifted } from "./exp";
import { KEY_SCALES, VALUES, VALUE_SCALES, headPage } from "./kv-cache";

// One query head against the positions 0..position of its sequence, in blocks of one page (64 positions):
// (1) the query becomes i16 with one scale; (2) scores = integer dots with the int8 keys, exact in i32
// (64 * 32,767 * 127 < 2^31), then scaled; (3) softmax, the maximum first; (4) per block, probability times value
// scale becomes i16 and meets the int8 values in i32; (5) blocks are added in ascending order.
// Positions after the row's own hold anything at all: their scores and weights are overwritten, never computed with.

const INT16: f32 = 32767;
const LOWEST: f32 = -3.0e38;

/** Writes the query's 32 pairs of i16, each four times; returns the scale. */
function quantiseQuery(query: usize): f32 {
  let largest: f32 = 0;
  for (let i: usize = 0; i < HEAD_DIM * 4; i += 4) largest = max<f32>(largest, abs<f32>(load<f32>(query + i)));
  const inverse: f32 = largest > 0 ? INT16 / largest : 0;
  for (let pair: usize = 0; pair < HEAD_DIM / 2; pair++) {
    const low = <i32>(nearest<f32>(load<f32>(query + 8 * pair) * inverse));
    const high = <i32>(nearest<f32>(load<f32>(query + 8 * pair, 4) * inverse));
    v128.store(QUERY_PAIRS + 16 * pair, i32x4.splat((low & 0xffff) | (high << 16)));
  }
  return largest / INT16;
}

@inline
function scaledScores(sum: v128, scales: usize, scale: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.mul(v128.load(scales, KEY_SCALES), scale));
}

/** scores (64) of one page, sixteen positions at a time. */
function pageScores(page: usize, queryScale: f32, scores: usize): void {
  const scale = f32x4.splat(queryScale);
  for (let block: usize = 0; block < 4; block++) {
    const keys = page + block * 1024;
    let s0 = i32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let pair: usize = 0; pair < HEAD_DIM / 2; pair++) {
      const query = v128.load(QUERY_PAIRS + 16 * pair);
      const at = keys + 8 * pair;
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load8x8_s(at), query));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load8x8_s(at, 256), query));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load8x8_s(at, 512), query));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load8x8_s(at, 768), query));
    }
    const scales = page + block * 64;
    const out = scores + block * 64;
    v128.store(out, scaledScores(s0, scales, scale));
    v128.store(out, scaledScores(s1, scales + 16, scale), 16);
    v128.store(out, scaledScores(s2, scales + 32, scale), 32);
    v128.store(out, scaledScores(s3, scales + 48, scale), 48);
  }
}

@inline
function fillTail(x: usize, from: u32, to: u32, value: f32): void {
  for (let i = <usize>from; i < <usize>to; i++) store<f32>(x + 4 * i, value);
}

/** Writes the block's i16 weights from its probabilities and value scales; returns their scale. Slots from `valid` on weigh 0. */
function quantiseWeights(page: usize, probabilities: usize, valid: u32): f32 {
  for (let i: usize = 0; i < PAGE_TOKENS * 4; i += 16) {
    const p = f32x4.mul(v128.load(probabilities + i), v128.load(page + i, VALUE_SCALES));
    v128.store(probabilities + i, p);
  }
  fillTail(probabilities, valid, PAGE_TOKENS, 0);
  let largest = v128.load(probabilities);
  for (let i: usize = 16; i < PAGE_TOKENS * 4; i += 16) largest = f32x4.max(largest, v128.load(probabilities + i));
  const top = max<f32>(
    max<f32>(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max<f32>(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
  const inverse = f32x4.splat(top > 0 ? INT16 / top : 0);
  for (let i: usize = 0; i < PAGE_TOKENS; i += 8) {
    const low = f32x4.nearest(f32x4.mul(v128.load(probabilities + 4 * i), inverse));
    const high = f32x4.nearest(f32x4.mul(v128.load(probabilities + 4 * i, 16), inverse));
    const both = i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high));
    v128.store(ATTENTION_WEIGHTS + 2 * i, both);
  }
  return top / INT16;
}

@inline
function addScaled(out: usize, sum: v128, scale: v128): void {
  v128.store(out, f32x4.add(v128.load(out), f32x4.mul(f32x4.convert_i32x4_s(sum), scale)));
}

/** out (64) += weights (64) values (64, 64) of one page, sixteen dims at a time. */
function addPageValues(page: usize, weightScale: f32, out: usize): void {
  const scale = f32x4.splat(weightScale);
  for (let block: usize = 0; block < 4; block++) {
    let at = page + block * 32;
    let o0 = i32x4.splat(0);
    let o1 = o0;
    let o2 = o0;
    let o3 = o0;
    for (let pair: usize = 0; pair < PAGE_TOKENS / 2; pair++) {
      const weight = v128.load32_splat(ATTENTION_WEIGHTS + 4 * pair);
      o0 = i32x4.add(o0, i32x4.dot_i16x8_s(v128.load8x8_s(at, VALUES), weight));
      o1 = i32x4.add(o1, i32x4.dot_i16x8_s(v128.load8x8_s(at, VALUES + 8), weight));
      o2 = i32x4.add(o2, i32x4.dot_i16x8_s(v128.load8x8_s(at, VALUES + 16), weight));
      o3 = i32x4.add(o3, i32x4.dot_i16x8_s(v128.load8x8_s(at, VALUES + 24), weight));
      at += 128;
    }
    const target = out + block * 64;
    addScaled(target, o0, scale);
    addScaled(target + 16, o1, scale);
    addScaled(target + 32, o2, scale);
    addScaled(target + 48, o3, scale);
  }
}

/** Softmax numerators in place over scores (positions), padded to whole blocks; returns their sum. Positions past the last are 0. */
export function softmaxNumerators(scores: usize, positions: u32): f32 {
  const padded = (positions + PAGE_TOKENS - 1) & ~(PAGE_TOKENS - 1);
  fillTail(scores, positions, padded, LOWEST);
  const bytes = <usize>padded * 4;
  let largest = v128.load(scores);
  for (let i: usize = 16; i < bytes; i += 16) largest = f32x4.max(largest, v128.load(scores + i));
  const top = max<f32>(
    max<f32>(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max<f32>(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
  expShifted(scores, padded, top, scores);
  fillTail(scores, positions, padded, 0);
  let sum = v128.load(scores);
  for (let i: usize = 16; i < bytes; i += 16) sum = f32x4.add(sum, v128.load(scores + i));
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/** out (64) = attention of one query head (64) over positions 0..position; `scores` has room for whole pages. */
export function attend(
  query: usize, pageTable: usize, position: u32, layer: u32, kvHead: u32, scores: usize, out: usize,
): void {
  const blocks = position / PAGE_TOKENS + 1;
  const positions = position + 1;
  const scale = quantiseQuery(query) * <f32>0.125; // 1 / sqrt(64)
  for (let b: u32 = 0; b < blocks; b++) {
    const page = headPage(load<u32>(pageTable + 4 * <usize>b), layer, kvHead);
    pageScores(page, scale, scores + <usize>(b * PAGE_TOKENS) * 4);
  }
  const sum = softmaxNumerators(scores, positions);
  memory.fill(out, 0, HEAD_DIM * 4);
  for (let b: u32 = 0; b < blocks; b++) {
    const page = headPage(load<u32>(pageTable + 4 * <usize>b), layer, kvHead);
    const first = b * PAGE_TOKENS;
    const weightScale = quantiseWeights(page, scores + <usize>first * 4, min(PAGE_TOKENS, positions - first));
    addPageValues(page, weightScale, out);
  }
  const total = f32x4.splat(sum);
  for (let i: usize = 0; i < HEAD_DIM * 4; i += 16) v128.store(out + i, f32x4.div(v128.load(out + i), total));
}
