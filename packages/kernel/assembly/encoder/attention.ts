import { DEPTH, FLOAT_PANEL, floatTileProduct, loadFloatTile } from "./float-tile";
import { encoder } from "./layout";
import { softmaxNumerators } from "./softmax";

// Every token attends to every token of its text, in f32, a head at a time and four queries at a time: (1) the head's keys and
// values are laid out in panels, keys so that neighbouring scores are lanes of a vector; (2) softmax of the scaled scores;
// (3) the weighted values, summed in ascending order of position, then divided by the sum of the weights.

const ROWS: u32 = 4;
const GROUP: u32 = 8;

@inline
function roundUp(value: u32, multiple: u32): u32 {
  return ((value + multiple - 1) / multiple) * multiple;
}

/** Keys (tokens, width) to (tokens / 8) x (width, rounded up to 32) rows of 8 neighbouring keys; absent ones are 0. */
function packKeys(keys: usize, stride: usize, tokens: u32, width: u32, out: usize): void {
  const groupBytes = <usize>roundUp(width, DEPTH) * 32;
  memory.fill(out, 0, groupBytes * (roundUp(tokens, GROUP) / GROUP));
  for (let t: u32 = 0; t < tokens; t++) {
    let target = out + groupBytes * (t / GROUP) + 4 * <usize>(t % GROUP);
    const end = keys + <usize>width * 4;
    for (let at = keys; at < end; at += 4) {
      store<f32>(target, load<f32>(at));
      target += 32;
    }
    keys += stride;
  }
}

/** Values (tokens, width) to (width / 8) x (tokens, rounded up to 32) rows of 8 neighbouring columns; absent ones are 0. */
function packValues(values: usize, stride: usize, tokens: u32, width: u32, out: usize): void {
  const rest = <usize>(roundUp(tokens, DEPTH) - tokens) * 32;
  for (let d: u32 = 0; d < width; d += GROUP) {
    let at = values + <usize>d * 4;
    for (let t: u32 = 0; t < tokens; t++) {
      v128.store(out, v128.load(at));
      v128.store(out, v128.load(at, 16), 16);
      out += 32;
      at += stride;
    }
    memory.fill(out, 0, rest);
    out += rest;
  }
}

/** C (4, 8 x groups) = A (4, depth) B; `rows` of A are there, B is packed, rows of C follow each other after `strideC` bytes. */
@inline
function product(a: usize, strideA: usize, rows: u32, depth: u32, panels: usize, groups: u32, c: usize, strideC: usize): void {
  const groupBytes = <usize>roundUp(depth, DEPTH) * 32;
  for (let k: u32 = 0; k < depth; k += DEPTH) {
    loadFloatTile(a + <usize>k * 4, strideA, rows, depth - k);
    for (let g: usize = 0; g < groups; g++) floatTileProduct(panels + g * groupBytes, c + g * 32, strideC, k == 0);
    panels += FLOAT_PANEL;
  }
}

@inline
function divide(x: usize, width: u32, divisor: f32): void {
  const d = f32x4.splat(divisor);
  for (const end = x + <usize>width * 4; x < end; x += 16) v128.store(x, f32x4.div(v128.load(x), d));
}

/** queries (tokens rounded up to 4, hidden) become what their heads attended to. */
export function attend(tokens: u32): void {
  const e = encoder();
  const stride = <usize>e.hidden * 4;
  const width = e.hidden / e.heads;
  const padded = roundUp(tokens, DEPTH);
  const strideScores = <usize>padded * 4;
  const scale = <f32>(1 / sqrt<f64>(<f64>width));
  for (let head: usize = 0; head < e.heads; head++) {
    const at = head * width * 4;
    packKeys(e.keys + at, stride, tokens, width, e.headKeys);
    packValues(e.values + at, stride, tokens, width, e.headValues);
    for (let t: u32 = 0; t < tokens; t += ROWS) {
      const queries = e.queries + <usize>t * stride + at;
      const rows = min(tokens - t, ROWS);
      product(queries, stride, rows, width, e.headKeys, (tokens + GROUP - 1) / GROUP, e.scores, strideScores);
      for (let r: u32 = 0; r < rows; r++) {
        store<f32>(e.scoreSums + 4 * r, softmaxNumerators(e.scores + r * strideScores, tokens, padded, scale));
      }
      product(e.scores, strideScores, rows, padded, e.headValues, width / GROUP, queries, stride);
      for (let r: u32 = 0; r < rows; r++) divide(queries + r * stride, width, load<f32>(e.scoreSums + 4 * r));
    }
  }
}
