import { exp4 } from "../exp";
import { encoder } from "./layout";
import { floatTile } from "./float-product";

// Every token attends to every token of its text, in f32, a head at a time and four queries at a time: (1) the head's keys are
// transposed, so that scores of neighbouring keys are lanes of a vector; (2) softmax of the scaled scores, the maximum first;
// (3) the weighted values, summed in ascending order of position.

const TILE: usize = 4;
const LOWEST: f32 = -3.0e38;

/** headKeys (width, padded) = the head's keys (tokens, width) transposed; what follows the last token is 0. */
function transposeKeys(keys: usize, stride: usize, tokens: u32, width: usize, padded: usize, out: usize): void {
  memory.fill(out, 0, width * padded * 4);
  for (let t: usize = 0; t < tokens; t++) {
    for (let d: usize = 0; d < width; d++) store<f32>(out + (d * padded + t) * 4, load<f32>(keys + t * stride + 4 * d));
  }
}

@inline
function laneMax(v: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/** scores = softmax(scores * scale) over `tokens` f32, in place; there is room for, and 0 in, whole vectors. */
export function softmax(scores: usize, tokens: u32, scale: f32): void {
  const bytes = <usize>tokens * 4;
  const padded = (bytes + 15) & ~15;
  for (let i = bytes; i < padded; i += 4) store<f32>(scores + i, LOWEST);
  let largest = v128.load(scores); // a NaN may be left out here, but not of the sum
  for (let i: usize = 16; i < padded; i += 16) largest = f32x4.pmax(largest, v128.load(scores + i));
  const shift = f32x4.splat(laneMax(largest));
  const factor = f32x4.splat(scale);
  for (let i: usize = 0; i < padded; i += 16) {
    v128.store(scores + i, exp4(f32x4.mul(f32x4.sub(v128.load(scores + i), shift), factor)));
  }
  for (let i = bytes; i < padded; i += 4) store<f32>(scores + i, 0);
  let sums = v128.load(scores);
  for (let i: usize = 16; i < padded; i += 16) sums = f32x4.add(sums, v128.load(scores + i));
  const sum =
    f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
  const total = f32x4.splat(sum);
  for (let i: usize = 0; i < padded; i += 16) v128.store(scores + i, f32x4.div(v128.load(scores + i), total));
}

/** queries (tokens rounded up to 4, hidden) become what their heads attended to; `queries` past the last token may hold anything finite. */
export function attend(tokens: u32): void {
  const e = encoder();
  const stride = <usize>e.hidden * 4;
  const width = e.hidden / e.heads;
  const padded = (<usize>tokens + 7) & ~7;
  const scale = <f32>(1 / sqrt<f64>(<f64>width));
  for (let head: usize = 0; head < e.heads; head++) {
    const at = head * width * 4;
    transposeKeys(e.keys + at, stride, tokens, width, padded, e.headKeys);
    for (let t: usize = 0; t < tokens; t += TILE) {
      const queries = e.queries + t * stride + at;
      for (let k: usize = 0; k < padded; k += 8) {
        floatTile(queries, stride, e.headKeys + k * 4, padded * 4, width, e.scores + k * 4, padded * 4);
      }
      for (let r: usize = 0; r < TILE; r++) softmax(e.scores + r * padded * 4, tokens, scale);
      for (let d: usize = 0; d < width; d += 8) {
        floatTile(e.scores, padded * 4, e.values + at + d * 4, stride, tokens, queries + d * 4, stride);
      }
    }
  }
}
