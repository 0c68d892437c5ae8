// Page 0 of the memory (64 KiB), at constant addresses: the engine needs no bounds check for them.
//
//      64 ┌ constants         vectors that must be loaded, not folded into the loops
//    1024 ├ static data       written by the compiler (tables of its Math)
//   16384 ├ Arena             sizes and addresses, written once by the host before `init`
//   16896 ├ row table         (16 rows) x { token, position, page table, wants logits } u32
//   17408 ├ inverse RoPE frequencies  (32) f64
//   17664 ├ attention         (3 heads) x 64 weights i16, x 32 query pairs, x scales f32
//   19776 ├ self-test operands
//   20480 ├ counts of the sort   (4096) u32
//   36864 ├ sums of a product     (36 quads of 4 strips of weights, up to 8 rows) f32x4
//   57344 ├ activations of one block, spread (spread-activations.ts)
//   59648 └ free
// Everything else follows at addresses the host computes.

/** Bumped whenever a layout or signature changes. */
export const ABI_VERSION: u32 = 5;

export const MAX_ROWS: u32 = 16;
export const HEAD_DIM: u32 = 64;
export const PAGE_TOKENS: u32 = 64;

export const LOW_NIBBLES: usize = 64; // 16 x 0x0f
export const HALF_BITS: usize = 80; // 4 x 0x8fffe000
export const ONES: usize = 96; // 8 x i16 1

export const EXP_CONSTANTS: usize = 128; // (11) vectors, exp.ts
export const ROUNDER: usize = 304; // 4 x 1.5 * 2^23, rounding.ts

const ARENA: usize = 16384;
export const ROWS: usize = 16896;
export const INVERSE_FREQUENCIES: usize = 17408;
export const WEIGHTS: usize = 17664; // (3 heads, 64) i16
export const QUERY_PAIRS: usize = 18048; // (3 heads, 32) of one i16 pair four times
export const QUERY_SCALES: usize = 19584; // (3 heads) f32
export const WEIGHT_SCALES: usize = 19600; // (3 heads) f32
export const READ_AHEAD: usize = 19616; // what reading ahead gave, of no use
export const SELF_TEST: usize = 19776;
export const SORT_COUNTS: usize = 20480;
export const SUMS: usize = 36864; // (36 quads, 4 strips, rows) f32x4
export const COLUMNS: usize = 57344;
export const FACTORS: usize = 59392;

/** Sizes and addresses; the field order is the host's (src/arena.ts). */
@unmanaged
export class Arena {
  layers: u32;
  dim: u32;
  ffn: u32;
  heads: u32;
  kvHeads: u32;
  vocab: u32;
  maxContext: u32;
  rmsEpsilon: f32;
  ropeBase: f32;
  layerTable: usize; // (layers) of Layer
  embedding: usize;
  embeddingType: u32;
  outputNorm: usize; // (dim) f32
  head: usize;
  headType: u32;
  pages: usize; // (pages) of pageBytes
  pageBytes: usize;
  stream: usize; // (rows, dim) f32, the residual stream
  normed: usize; // (max(dim, ffn)) f32, one row
  queries: usize; // (rows, dim) f32
  keys: usize; // (rows, kv dim) f32
  values: usize; // (rows, kv dim) f32
  gates: usize; // (rows, ffn) f32
  ups: usize; // (rows, ffn) f32
  delta: usize; // (rows, dim) f32, what a branch adds to the stream
  records: usize; // (rows, blocks) int8 activations
  rotations: usize; // (rows, 32) of { cos, sin } f32
  scores: usize; // (3 heads, maxContext) f32
  logits: usize; // (wanted rows, vocab rounded up to 16) f32
  headPanels: usize; // (panels of the head) u8, whether a row wants logits of it
  ranks: usize; // 2 x (vocab) u32, for sorting; over the activations above, which a step does not leave behind
}

/** Addresses and formats of one layer's weights. */
@unmanaged
export class Layer {
  attnNorm: usize;
  q: usize;
  qType: u32;
  k: usize;
  kType: u32;
  v: usize;
  vType: u32;
  o: usize;
  oType: u32;
  ffnNorm: usize;
  gate: usize;
  gateType: u32;
  up: usize;
  upType: u32;
  down: usize;
  downType: u32;
}

/** One row of a step, as the host wrote it. */
@unmanaged
export class Row {
  token: u32;
  position: u32;
  pageTable: usize; // (pages of the sequence) u32
  wantLogits: u32;
}

@inline
export function arena(): Arena {
  return changetype<Arena>(ARENA);
}

@inline
export function layer(index: u32): Layer {
  return changetype<Layer>(arena().layerTable + <usize>index * offsetof<Layer>());
}

@inline
export function row(index: u32): Row {
  return changetype<Row>(ROWS + <usize>index * offsetof<Row>());
}

/** Floats from one row of logits to the next: whole groups of weights. */
@inline
export function paddedVocab(): u32 {
  return (arena().vocab + 15) & ~15;
}
