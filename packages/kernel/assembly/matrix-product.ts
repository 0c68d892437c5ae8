import { RECORD_BYTES } from "./activations";
import { SUMS } from "./arena";
import { BLOCK, PANEL_ROWS, Q4_1, QUAD_ROWS, Q8_0, STRIPS, panelRows, quadBytes } from "./block-formats";
import { blockProduct } from "./block-product";
import { spreadNibbles, spreadPairs } from "./spread-activations";

/** Rows of activations that meet a block of weights together. */
const TILE_ROWS: u32 = 8;
const REMAINING_SCALE: f32 = 65536; // 2^16, see block-formats.ts

/**
 * Y (rows, outputs) = X (rows, columns) W (outputs, columns) transposed; `records` from quantiseRow, Y rows `stride` bytes apart.
 * Y has room for whole groups of outputs. Up to eight rows read the weights once, as four streams of ascending addresses, which the
 * hardware's prefetchers keep up with; further tiles of rows find a panel in the second-level cache.
 */
export function matrixProduct(
  type: u32, weights: usize, outputs: u32, columns: u32, records: usize, rows: u32, y: usize, stride: usize,
): void {
  for (let first: u32 = 0; first < outputs; first += PANEL_ROWS) {
    const count = panelRows(first, outputs);
    panelProduct(type, weights, count, columns, records, rows, y + <usize>first * 4, stride);
    weights += panelBytes(type, count, columns);
  }
}

/** The same where `wanted` (panels) u8 is not 0; -Infinity where it is, and the weights of those panels are not read. */
export function someOfProduct(
  type: u32, weights: usize, outputs: u32, columns: u32, records: usize, rows: u32, y: usize, stride: usize, wanted: usize,
): void {
  for (let first: u32 = 0; first < outputs; first += PANEL_ROWS) {
    const count = panelRows(first, outputs), at = y + <usize>first * 4;
    if (load<u8>(wanted++) != 0) panelProduct(type, weights, count, columns, records, rows, at, stride);
    else for (let row: u32 = 0; row < rows; row++) forbid(at + <usize>row * stride, count);
    weights += panelBytes(type, count, columns);
  }
}

/** `count` floats, a multiple of 4. */
function forbid(y: usize, count: u32): void {
  const lowest = f32x4.splat(-Infinity);
  for (let end = y + <usize>count * 4; y < end; y += 16) v128.store(y, lowest);
}

@inline
function panelBytes(type: u32, count: u32, columns: u32): usize {
  return <usize>(count / QUAD_ROWS) * (columns / BLOCK) * quadBytes(type);
}

/** One panel of `count` outputs. */
function panelProduct(
  type: u32, weights: usize, count: u32, columns: u32, records: usize, rows: u32, y: usize, stride: usize,
): void {
  const blocks = <usize>(columns / BLOCK), quads = <usize>(count / QUAD_ROWS / STRIPS);
  for (let row: u32 = 0; row < rows; row += TILE_ROWS) {
    const width = min(rows - row, TILE_ROWS);
    sumPanel(type, weights, quads, blocks, records + <usize>row * blocks * RECORD_BYTES, width);
    storeSums(quads, width, y + <usize>row * stride, stride);
  }
}

/** Sums (quads of a strip, strips, width) of one panel times `width` rows of activations. */
function sumPanel(type: u32, q: usize, quads: usize, blocks: usize, records: usize, width: u32): void {
  const apart = quads * blocks * quadBytes(type);
  memory.fill(SUMS, 0, STRIPS * quads * width * 16);
  for (let b: usize = 0; b < blocks; b++) {
    if (type == Q8_0) spreadPairs(records, blocks * RECORD_BYTES, width);
    else spreadNibbles(records, blocks * RECORD_BYTES, width, type == Q4_1);
    blockProduct(type, width, q, quads, apart);
    records += RECORD_BYTES;
    q += quads * quadBytes(type);
  }
}

/** Y (width, 16 * quads) = the sums of four strips of `quads` quads, rows `stride` bytes apart. */
function storeSums(quads: usize, width: usize, y: usize, stride: usize): void {
  const rest = f32x4.splat(REMAINING_SCALE);
  const step: usize = 16 * width, strip = 16 * quads;
  for (let r: usize = 0; r < width; r++) {
    let sum = SUMS + 16 * r;
    for (let at = y, end = y + strip; at < end; at += 16) {
      v128.store(at, f32x4.mul(v128.load(sum), rest));
      v128.store(at + strip, f32x4.mul(v128.load(sum + step), rest));
      v128.store(at + 2 * strip, f32x4.mul(v128.load(sum + 2 * step), rest));
      v128.store(at + 3 * strip, f32x4.mul(v128.load(sum + 3 * step), rest));
      sum += 4 * step;
    }
    y += stride;
  }
}
