import type { Result } from "@steadytext/core";
import type { KernelError } from "./kernel-error.ts";
import type { MemoryPlan } from "./memory-plan.ts";
import type { Row } from "./row.ts";
import type { SampleOptions } from "./sampling.ts";
import type { TensorWriter } from "./tensor-writer.ts";
import type { WasmModule } from "./webassembly.ts";

/** One model in one wasm memory. Not reentrant: one step at a time. */
export interface Kernel {
  readonly plan: MemoryPlan;
  /** Number of 64-token KV pages. */
  readonly pages: number;
  readonly memoryBytes: number;
  /** True when the host failed the known-answer test of the relaxed dot and the plain-SIMD build runs instead (same bits, slower). */
  readonly usesPlainSimd: boolean;
  /** Takes the GGUF bytes of one tensor of the plan. */
  tensorWriter(name: string): Result<TensorWriter, KernelError>;
  /** Runs 1..maxRows rows through the model; every row's result is independent of the others, bit for bit. */
  forward(rows: readonly Row[]): Result<void, KernelError>;
  /** View of the logits (vocab) of the i-th row that wanted them; valid until the next `forward`. */
  logits(i: number): Float32Array;
  /** Highest logit; ties go to the lowest id. */
  argmax(i: number): number;
  /** Natural log of the softmax probability of `token`. */
  logProb(i: number, token: number): number;
  sample(i: number, options: SampleOptions): Result<number, KernelError>;
}

export interface KernelOptions {
  readonly module: WasmModule;
  readonly plainModule?: WasmModule;
  readonly plan: MemoryPlan;
}

/** Allocates the plan's memory at its exact size and proves the dots before use. */
export declare function createKernel(options: KernelOptions): Result<Kernel, KernelError>;
