import { ok, type Result } from "@steadytext/core";
import { encoderFail, type EncoderError } from "./encoder-error.ts";

export interface EncoderPlanOptions {
  /** Size of the ONNX file. */
  readonly fileBytes: number;
  /** Width of a vector, and of the encoder's residual stream. */
  readonly dimension: number;
  /** Tokens of the longest text. */
  readonly maxTokens: number;
}

/** Where everything lives in the one wasm memory; byte addresses. */
export interface EncoderPlan extends EncoderPlanOptions {
  /** The file as it is; its matrices are repacked where they are. */
  readonly file: number;
  readonly regions: Readonly<Record<Region, number>>;
  /** Exact size of the memory in 64 KiB wasm pages. */
  readonly wasmPages: number;
}

const WASM_PAGE_BYTES = 65_536;
/** Every address stays below the sign bit of 32 bits. */
const MAX_MEMORY_BYTES = 2 ** 31;
const MAX_DIMENSION = 4096;
/** Of one head. */
export const MAX_HEAD_WIDTH = 128;
const MAX_TOKENS = 4096;
const MAX_LAYERS = 256;
const LAYER_BYTES = 88;
/** Rows that go through the matrices together. */
const CHUNK_ROWS = 32;
/** What may be read past the last byte of a tensor that ends the file. */
const FILE_SLACK = 16;

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** Byte sizes of everything but the file, in address order. The feed-forward layer is at most four times as wide as the stream. */
function regionSizes({ dimension, maxTokens }: EncoderPlanOptions) {
  const rows = roundUp(maxTokens, 32);
  const widest = 4 * dimension;
  return {
    layerTable: MAX_LAYERS * LAYER_BYTES,
    ids: maxTokens * 4, // (tokens) u32
    stream: rows * dimension * 4, // (tokens, hidden) f32
    queries: rows * dimension * 4,
    keys: rows * dimension * 4,
    values: rows * dimension * 4,
    wide: CHUNK_ROWS * widest * 4, // (rows, ffn) f32; while loading, one panel of a matrix
    quantised: CHUNK_ROWS * widest * 2, // (rows, ffn) i16
    rowScales: CHUNK_ROWS * 4, // (rows) f32
    sums: CHUNK_ROWS * widest * 4, // (rows, ffn) f32
    headKeys: rows * MAX_HEAD_WIDTH * 4, // (tokens, head width) f32
    headValues: rows * MAX_HEAD_WIDTH * 4,
    scores: 4 * rows * 4, // (4, tokens) f32
    scoreSums: 16, // (4) f32
    vector: dimension * 4, // (hidden) f32
  };
}
type Region = keyof ReturnType<typeof regionSizes>;

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

/** Computes all addresses from what is known before the file is read; pure. */
export function planEncoder(options: EncoderPlanOptions): Result<EncoderPlan, EncoderError> {
  const { fileBytes, dimension, maxTokens } = options;
  if (!isCount(fileBytes, MAX_MEMORY_BYTES)) return encoderFail("unsupported_size", `A file of ${fileBytes} bytes cannot be an encoder.`);
  if (!isCount(dimension, MAX_DIMENSION))
    return encoderFail("unsupported_size", `A dimension of ${dimension} is not in 1..${MAX_DIMENSION}.`);
  if (!isCount(maxTokens, MAX_TOKENS))
    return encoderFail("unsupported_size", `A length of ${maxTokens} tokens is not in 1..${MAX_TOKENS}.`);
  const file = WASM_PAGE_BYTES; // page 0 holds constants and records
  let end = roundUp(file + fileBytes + FILE_SLACK, 64);
  const entries = Object.entries(regionSizes(options)).map(([region, bytes]) => {
    const address = end;
    end += roundUp(bytes, 64);
    return [region, address] as const;
  });
  const wasmPages = Math.ceil(end / WASM_PAGE_BYTES);
  if (end > MAX_MEMORY_BYTES)
    return encoderFail("unsupported_size", `The encoder needs ${end} bytes of memory, the limit is ${MAX_MEMORY_BYTES}.`);
  return ok({ ...options, file, regions: Object.fromEntries(entries) as Record<Region, number>, wasmPages });
}
