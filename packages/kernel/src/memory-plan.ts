import type { Result } from "@steadytext/core";
import type { Hparams } from "./hparams.ts";
import type { KernelError } from "./kernel-error.ts";

/** A tensor as its file declares it: `type` is the GGUF type name ("Q4_1"), `dims[0]` the row length. */
export interface TensorSpec {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
}

export interface PlanOptions {
  /** KV pages of 64 tokens in the pool. */
  readonly pages: number;
  /** Rows a step may take, 1..16. */
  readonly maxRows: number;
  /** Refuse plans above this; default 2 GiB. */
  readonly maxBytes?: number;
}

/** Where everything lives in the one wasm memory. */
export interface MemoryPlan {
  readonly hparams: Hparams;
  readonly pages: number;
  readonly maxRows: number;
  /** Exact size of the memory in 64 KiB wasm pages. */
  readonly wasmPages: number;
}

/** Checks every tensor against the architecture and computes all addresses; pure. */
export declare function planMemory(
  hparams: Hparams,
  tensors: readonly TensorSpec[],
  options: PlanOptions,
): Result<MemoryPlan, KernelError>;
