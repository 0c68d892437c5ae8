import { ok, type Result } from "@steadytext/core";
import { kernelFail, type KernelError } from "./kernel-error.ts";

/** The sizes and constants of a llama-architecture model, as its file states them. */
export interface Hparams {
  readonly layers: number;
  /** Width of the residual stream (embedding_length). */
  readonly dim: number;
  /** Width of the feed-forward layer (feed_forward_length). */
  readonly ffn: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Must be 64. */
  readonly headDim: number;
  readonly vocab: number;
  /** attention.layer_norm_rms_epsilon */
  readonly rmsEpsilon: number;
  /** rope.freq_base */
  readonly ropeBase: number;
}

/** The attention kernel's lanes and its layout of the KV cache are made for this width. */
export const HEAD_DIM = 64;

/** Above any model that fits a wasm memory; keeps every later product exact in a double. */
const MAX_LAYERS = 1024;
const MAX_WIDTH = 1 << 20;
const MAX_VOCAB = 1 << 24;

/** Activations are quantised in blocks of 32, so widths are multiples of it. */
const BLOCK = 32;

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

function problem(h: Hparams): string | undefined {
  if (!isCount(h.layers, MAX_LAYERS)) return `layer count ${h.layers} is not in 1..${MAX_LAYERS}`;
  for (const key of ["dim", "ffn", "heads", "kvHeads"] as const) {
    if (!isCount(h[key], MAX_WIDTH)) return `${key} ${h[key]} is not in 1..${MAX_WIDTH}`;
  }
  if (!isCount(h.vocab, MAX_VOCAB)) return `vocabulary size ${h.vocab} is not in 1..${MAX_VOCAB}`;
  if (h.headDim !== HEAD_DIM) return `head dimension ${h.headDim} is not supported, only ${HEAD_DIM}`;
  if (h.dim !== h.heads * h.headDim) return `dim ${h.dim} is not ${h.heads} heads of ${h.headDim}`;
  if (h.heads % h.kvHeads !== 0) return `${h.heads} heads cannot share ${h.kvHeads} KV heads evenly`;
  if (h.ffn % BLOCK !== 0) return `ffn ${h.ffn} is not a multiple of ${BLOCK}`;
  if (!(h.rmsEpsilon > 0 && h.rmsEpsilon < 1)) return `RMS epsilon ${h.rmsEpsilon} is not in (0, 1)`;
  if (!(h.ropeBase > 1 && h.ropeBase < 1e12)) return `RoPE base ${h.ropeBase} is not in (1, 1e12)`;
  return undefined;
}

/** Checks that the kernel can run a model of these sizes. */
export function checkHparams(hparams: Hparams): Result<void, KernelError> {
  const message = problem(hparams);
  return message === undefined ? ok(undefined) : kernelFail("unsupported_hparams", `The model's ${message}.`);
}
