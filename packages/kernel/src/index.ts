export type { Hparams } from "./hparams.ts";
export type { KernelError, KernelErrorCode } from "./kernel-error.ts";
export { createKernel, MAX_TOP_LOG_PROBS, type Kernel, type KernelOptions, type ModelMemory, type TokenLogProb } from "./kernel.ts";
export { MAX_LOGIT_ROWS, PAGE_TOKENS, planMemory, type MemoryPlan, type PlanOptions } from "./memory-plan.ts";
export type { TensorSpec } from "./place-tensors.ts";
export type { Row } from "./row.ts";
export type { SampleOptions } from "./sampling.ts";
export type { TensorWriter } from "./tensor-writer.ts";
export type { WasmModule } from "./webassembly.ts";
