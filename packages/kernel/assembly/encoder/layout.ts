// Page 0 of the encoder's memory (64 KiB), at constant addresses: the engine needs no bounds check for them.
//
//      64 ┌ constants of exp.ts and rounding.ts
//    1024 ├ static data       written by the compiler
//   16384 ├ Encoder           sizes and addresses, written once by the host before `init`
//   16640 ├ constants         vectors that must be loaded, not folded into the loops
//   17408 ├ tile              (4 rows, 128 columns) i16, and (4) starts of sums; tile-product.ts
//   18496 ├ float tile        (4 rows, 32 columns) f32; float-tile.ts
//   19008 └ free
// The model's file follows as it is; then what the host computes addresses for.

/** Bumped whenever a layout or signature changes. */
export const ABI_VERSION: u32 = 3;

/** Rows that go through the matrices together. */
export const CHUNK_ROWS: u32 = 32;

const ENCODER: usize = 16384;
export const LOW_BYTES: usize = 16640; // 8 x i16 255
export const GELU_CONSTANTS: usize = 16656; // (14) vectors, gelu.ts
export const TILE: usize = 17408; // (4, 128) i16
export const TILE_STARTS: usize = 18432; // (4) vectors of i32
export const FLOAT_TILE: usize = 18496; // (4, 32) f32

/** Sizes and addresses; the field order is the host's (src/encoder/encoder-record.ts). Addresses in the file may be unaligned. */
@unmanaged
export class Encoder {
  layers: u32;
  hidden: u32;
  heads: u32;
  ffn: u32;
  epsilon: f32;
  pooling: u32; // 0 mean, 1 first token
  layerTable: usize; // (layers) of Layer
  words: usize; // (vocab, hidden) i8
  wordScales: usize; // (vocab) f32
  positions: usize; // (positions, hidden) i8
  positionScales: usize; // (positions) f32
  type: usize; // (hidden) f32
  norm: usize; // (hidden) f32
  normBias: usize; // (hidden) f32
  ids: usize; // (tokens) u32
  stream: usize; // (tokens, hidden) f32, the residual stream
  queries: usize; // (tokens, hidden) f32, then what the heads attended to
  keys: usize; // (tokens, hidden) f32
  values: usize; // (tokens, hidden) f32
  wide: usize; // (CHUNK_ROWS, max(hidden, ffn)) f32
  quantised: usize; // (CHUNK_ROWS, max(hidden, ffn)) i16
  rowScales: usize; // (CHUNK_ROWS) f32
  sums: usize; // (CHUNK_ROWS, max(hidden, ffn)) f32 in tiles
  headKeys: usize; // (tokens rounded up to 8, head width rounded up to 32) f32 in panels
  headValues: usize; // (tokens rounded up to 32, head width) f32 in panels
  scores: usize; // (4, tokens rounded up to 32) f32
  scoreSums: usize; // (4) f32
  vector: usize; // (hidden) f32
}

/** A matrix of the file, repacked, with its scales and the bias that follows it. */
@unmanaged
export class Matrix {
  weights: usize; // (inputs / 128) panels, repack.ts
  scales: usize; // (outputs) f32
  bias: usize; // (outputs) f32
}

/** One layer's weights; matrices lie inside the record. */
@unmanaged
export class Layer {
  queryWeights: usize;
  queryScales: usize;
  queryBias: usize;
  keyWeights: usize;
  keyScales: usize;
  keyBias: usize;
  valueWeights: usize;
  valueScales: usize;
  valueBias: usize;
  outputWeights: usize;
  outputScales: usize;
  outputBias: usize;
  attentionNorm: usize; // (hidden) f32
  attentionNormBias: usize; // (hidden) f32
  upWeights: usize;
  upScales: usize;
  upBias: usize;
  downWeights: usize;
  downScales: usize;
  downBias: usize;
  outputNorm: usize; // (hidden) f32
  outputNormBias: usize; // (hidden) f32
}

@inline
export function encoder(): Encoder {
  return changetype<Encoder>(ENCODER);
}

@inline
export function layer(index: u32): usize {
  return encoder().layerTable + <usize>index * offsetof<Layer>();
}
