import { RECORD_BYTES, quantiseRow, scalesBelow } from "./activations";
import { HEAD_DIM, Layer, PAGE_TOKENS, arena, layer, paddedVocab, row } from "./arena";
import { TILE_HEADS, attend } from "./attention";
import { BLOCK } from "./block-formats";
import { dequantiseRow } from "./embedding";
import { headPage, pageOf, storeKeyValue } from "./kv-cache";
import { matrixProduct, someOfProduct } from "./matrix-product";
import { allFinite } from "./repack";
import { rmsNorm } from "./rms-norm";
import { rotateHeads, rotationsAt } from "./rope";
import { addTo, swiglu } from "./swiglu";

const ROTATION_BYTES: usize = 256; // one position's 32 x { cos, sin } f32

/**
 * Activations whose scale is below this give finite logits, whatever the weights, which are below 2^23 each: a sum of 2^16 columns is
 * below 2^23 * 2^7 * 2^16 times this.
 */
const FINITE_SCALE: f32 = 65536;

@inline
function rowOf(base: usize, index: u32, columns: u32): usize {
  return base + <usize>index * columns * 4;
}

@inline
function recordsOf(index: u32, columns: u32): usize {
  return arena().records + <usize>(index * (columns / BLOCK)) * RECORD_BYTES;
}

/** Y (rows, outputs) = records W^T; Y rows lie `outputs` floats apart. */
@inline
function project(type: u32, weights: usize, outputs: u32, columns: u32, rows: u32, y: usize): void {
  matrixProduct(type, weights, outputs, columns, arena().records, rows, y, <usize>outputs * 4);
}

/** records = int8 of RMSNorm(stream) for every row. */
function normRows(weight: usize, rows: u32): void {
  const a = arena();
  for (let r: u32 = 0; r < rows; r++) {
    rmsNorm(rowOf(a.stream, r, a.dim), weight, a.dim, a.rmsEpsilon, a.normed);
    quantiseRow(a.normed, a.dim, recordsOf(r, a.dim));
  }
}

/** records = int8 of X (rows, columns). */
function packRows(x: usize, columns: u32, rows: u32): void {
  for (let r: u32 = 0; r < rows; r++) quantiseRow(rowOf(x, r, columns), columns, recordsOf(r, columns));
}

/** records = int8 of SwiGLU of every row, each packed while the first-level cache has it. */
function gateRows(rows: u32): void {
  const a = arena();
  for (let r: u32 = 0; r < rows; r++) {
    const gates = rowOf(a.gates, r, a.ffn);
    swiglu(gates, rowOf(a.ups, r, a.ffn), a.ffn);
    quantiseRow(gates, a.ffn, recordsOf(r, a.ffn));
  }
}

/** Rotates queries and keys and writes keys and values of all rows into their pages. */
function storeRows(index: u32, rows: u32): void {
  const a = arena();
  const kvDim = a.kvHeads * HEAD_DIM;
  for (let r: u32 = 0; r < rows; r++) {
    const input = row(r);
    const rotations = a.rotations + <usize>r * ROTATION_BYTES;
    const keys = rowOf(a.keys, r, kvDim);
    const values = rowOf(a.values, r, kvDim);
    rotateHeads(rowOf(a.queries, r, a.dim), a.heads, rotations);
    rotateHeads(keys, a.kvHeads, rotations);
    const page = pageOf(input.pageTable, input.position);
    for (let h: u32 = 0; h < a.kvHeads; h++) {
      const offset = <usize>h * HEAD_DIM * 4;
      storeKeyValue(headPage(page, index, h), input.position % PAGE_TOKENS, keys + offset, values + offset);
    }
  }
}

/** Attention of every head of every row, in place over the queries. */
function attendRows(index: u32, rows: u32): void {
  const a = arena();
  const group = a.heads / a.kvHeads;
  for (let r: u32 = 0; r < rows; r++) {
    const input = row(r);
    const queries = rowOf(a.queries, r, a.dim);
    let h: u32 = 0;
    while (h < a.heads) {
      const kvHead = h / group;
      const heads = (kvHead + 1) * group - h >= TILE_HEADS ? TILE_HEADS : 1;
      const query = queries + <usize>h * HEAD_DIM * 4;
      attend(heads, query, input.pageTable, input.position, index, kvHead, a.scores, query);
      h += heads;
    }
  }
}

function attentionBranch(l: Layer, index: u32, rows: u32): void {
  const a = arena();
  const kvDim = a.kvHeads * HEAD_DIM;
  normRows(l.attnNorm, rows);
  project(l.qType, l.q, a.dim, a.dim, rows, a.queries);
  project(l.kType, l.k, kvDim, a.dim, rows, a.keys);
  project(l.vType, l.v, kvDim, a.dim, rows, a.values);
  storeRows(index, rows);
  attendRows(index, rows);
  packRows(a.queries, a.dim, rows);
  project(l.oType, l.o, a.dim, a.dim, rows, a.delta);
  addTo(a.stream, a.delta, rows * a.dim);
}

function feedForwardBranch(l: Layer, rows: u32): void {
  const a = arena();
  normRows(l.ffnNorm, rows);
  project(l.gateType, l.gate, a.ffn, a.dim, rows, a.gates);
  project(l.upType, l.up, a.ffn, a.dim, rows, a.ups);
  gateRows(rows);
  project(l.downType, l.down, a.dim, a.ffn, rows, a.delta);
  addTo(a.stream, a.delta, rows * a.dim);
}

/** logits (wanted rows, vocab) of the rows that want them, of the panels that one of them wants; returns whether all are finite. */
function headRows(rows: u32): bool {
  const a = arena();
  let wanted: u32 = 0;
  for (let r: u32 = 0; r < rows; r++) wanted += row(r).wantLogits;
  if (wanted == 0) return true; // the head's weights are not even read
  let next: u32 = 0;
  let areSmall = true;
  for (let r: u32 = 0; r < rows; r++) {
    if (!row(r).wantLogits) continue;
    const records = recordsOf(next++, a.dim);
    rmsNorm(rowOf(a.stream, r, a.dim), a.outputNorm, a.dim, a.rmsEpsilon, a.normed);
    quantiseRow(a.normed, a.dim, records);
    areSmall = scalesBelow(FINITE_SCALE, a.dim, records) && areSmall;
  }
  const padded = paddedVocab();
  if (areSmall) {
    someOfProduct(a.headType, a.head, a.vocab, a.dim, a.records, wanted, a.logits, <usize>padded * 4, a.headPanels);
    return true;
  }
  matrixProduct(a.headType, a.head, a.vocab, a.dim, a.records, wanted, a.logits, <usize>padded * 4);
  return allFinite(a.logits, wanted * padded);
}

/**
 * One step of `rows` rows, as the host wrote them into the row table. A row's result does not depend on the others:
 * all keys and values of a layer are written before any row attends, and each attends to its own past only.
 * Returns whether the logits are finite.
 */
export function forward(rows: u32): bool {
  const a = arena();
  for (let r: u32 = 0; r < rows; r++) {
    const input = row(r);
    dequantiseRow(a.embeddingType, a.embedding, a.vocab, a.dim, input.token, rowOf(a.stream, r, a.dim));
    rotationsAt(input.position, a.rotations + <usize>r * ROTATION_BYTES);
  }
  for (let index: u32 = 0; index < a.layers; index++) {
    attentionBranch(layer(index), index, rows);
    feedForwardBranch(layer(index), rows);
  }
  return headRows(rows);
}
