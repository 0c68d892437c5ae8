import { ok, type Result } from "@steadytext/core";
import { checkHparams, HEAD_DIM, type Hparams } from "./hparams.ts";
import { kernelFail, type KernelError } from "./kernel-error.ts";
import { placeTensors, type PlacedTensor, type TensorSpec } from "./place-tensors.ts";
import { GROUP_ROWS, PANEL_ROWS, rowBytes, STAGED_ROWS } from "./tensor-format.ts";

export interface PlanOptions {
  /** KV pages of 64 tokens in the pool. */
  readonly pages: number;
  /** Rows a step may take, 1..16. */
  readonly maxRows: number;
  /** Refuse plans above this; default and ceiling `MAX_MEMORY_BYTES`. */
  readonly maxBytes?: number;
}

/** Where everything lives in the one wasm memory. */
export interface MemoryPlan {
  readonly hparams: Hparams;
  readonly pages: number;
  readonly maxRows: number;
  /** By name, in the order a step reads them. */
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  readonly weightsStart: number;
  readonly weightsEnd: number;
  /** Byte addresses. */
  readonly regions: Readonly<Record<Region, number>>;
  /** KV bytes of one page. */
  readonly pageBytes: number;
  /** Exact size of the memory in 64 KiB wasm pages. */
  readonly wasmPages: number;
}

/** Rows whose logits one step can give. */
export const MAX_LOGIT_ROWS = 8;
export const PAGE_TOKENS = 64;

const MAX_ROWS = 16;
/** Every address stays below the sign bit of 32 bits. */
const MAX_MEMORY_BYTES = 2 ** 31;
export const WASM_PAGE_BYTES = 65_536;
export const MAX_WASM_PAGES = MAX_MEMORY_BYTES / WASM_PAGE_BYTES;
/** One head of one page: 64 keys and values of 64 int8, with an f32 scale each. */
const PAGE_HEAD_BYTES = PAGE_TOKENS * (2 * HEAD_DIM + 8);
/** One int8 activation record: 32 columns of one row. */
const RECORD_BYTES = 48;

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** Floats from one row of logits to the next: whole groups of weights. */
export function paddedVocab(vocab: number): number {
  return roundUp(vocab, GROUP_ROWS);
}

/** Byte sizes of what a step computes on its way, in address order; none of it outlives the step. */
function stepSizes(h: Hparams, { maxRows: rows, pages }: PlanOptions) {
  const widest = Math.max(h.dim, h.ffn);
  const kvDim = h.kvHeads * h.headDim;
  return {
    stream: rows * h.dim * 4, // (rows, dim) f32
    normed: widest * 4, // (widest) f32
    queries: rows * h.dim * 4, // (rows, dim) f32
    keys: rows * kvDim * 4, // (rows, kv dim) f32
    values: rows * kvDim * 4, // (rows, kv dim) f32
    gates: rows * h.ffn * 4, // (rows, ffn) f32
    ups: rows * h.ffn * 4, // (rows, ffn) f32
    delta: rows * h.dim * 4, // (rows, dim) f32
    records: rows * (widest / 32) * RECORD_BYTES, // (rows, blocks) records
    rotations: rows * 256, // (rows, 32) x { cos, sin } f32
    scores: 3 * pages * PAGE_TOKENS * 4, // (3 heads, longest context) f32
  };
}

/** Byte sizes of everything but the weights, in address order. */
function regionSizes(h: Hparams, options: PlanOptions, stagingBytes: number) {
  const step = stepSizes(h, options);
  const stepBytes = Object.values(step).reduce((sum, bytes) => sum + bytes, 0);
  return {
    layerTable: h.layers * 64,
    pageTables: options.maxRows * options.pages * 4, // (rows, pages) u32
    ...step,
    // Over the step's part and this lie, while it is not needed, 2 x (vocab) u32 for sorting, and rows of a matrix as the file has them.
    shared: Math.max(0, Math.max(2 * h.vocab * 4, stagingBytes) - stepBytes),
    logits: Math.min(options.maxRows, MAX_LOGIT_ROWS) * paddedVocab(h.vocab) * 4, // (logit rows, vocab) f32
    headPanels: Math.ceil(h.vocab / PANEL_ROWS), // (panels) u8
    kvPages: options.pages * h.layers * h.kvHeads * PAGE_HEAD_BYTES,
  };
}
type Region = keyof ReturnType<typeof regionSizes>;

function checkOptions(options: PlanOptions): Result<void, KernelError> {
  if (!Number.isInteger(options.pages) || options.pages < 1) {
    return kernelFail("unsupported_hparams", `The number of KV pages must be a positive integer, not ${options.pages}.`);
  }
  if (!Number.isInteger(options.maxRows) || options.maxRows < 1 || options.maxRows > MAX_ROWS) {
    return kernelFail("unsupported_hparams", `The rows of a step must be in 1..${MAX_ROWS}, not ${options.maxRows}.`);
  }
  return ok(undefined);
}

function stagingBytes(tensors: ReadonlyMap<string, PlacedTensor>): number {
  return Math.max(...Array.from(tensors.values(), (t) => STAGED_ROWS * rowBytes(t.format, t.columns)));
}

/** Checks every tensor against the architecture and computes all addresses; pure. */
export function planMemory(hparams: Hparams, specs: readonly TensorSpec[], options: PlanOptions): Result<MemoryPlan, KernelError> {
  const checked = [checkHparams(hparams), checkOptions(options)].find((result) => !result.ok);
  if (checked !== undefined && !checked.ok) return checked;
  const weightsStart = WASM_PAGE_BYTES; // page 0 holds constants, the arena and static data
  const placed = placeTensors(hparams, specs, weightsStart);
  if (!placed.ok) return placed;
  const { tensors, end: weightsEnd } = placed.value;

  const sizes = regionSizes(hparams, options, stagingBytes(tensors));
  let end = weightsEnd;
  const entries = Object.entries(sizes).map(([region, bytes]) => {
    const address = end;
    end += roundUp(bytes, 64);
    return [region, address] as const;
  });
  const limit = Math.min(options.maxBytes ?? MAX_MEMORY_BYTES, MAX_MEMORY_BYTES);
  const wasmPages = Math.ceil(end / WASM_PAGE_BYTES);
  if (wasmPages * WASM_PAGE_BYTES > limit) {
    return kernelFail("memory_limit", `The model needs ${wasmPages * WASM_PAGE_BYTES} bytes of memory, the limit is ${limit}.`);
  }
  return ok({
    hparams,
    pages: options.pages,
    maxRows: options.maxRows,
    tensors,
    weightsStart,
    weightsEnd,
    regions: Object.fromEntries(entries) as Record<Region, number>,
    pageBytes: hparams.layers * hparams.kvHeads * PAGE_HEAD_BYTES,
    wasmPages,
  });
}
