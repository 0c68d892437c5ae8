export type { Hparams } from "./hparams.ts";
export type { KernelError, KernelErrorCode } from "./kernel-error.ts";
export { createKernel, type Kernel, type KernelOptions } from "./kernel.ts";
export { planMemory, type MemoryPlan, type PlanOptions, type TensorSpec } from "./memory-plan.ts";
export type { Row } from "./row.ts";
export type { SampleOptions } from "./sampling.ts";
export type { TensorWriter } from "./tensor-writer.ts";
export type { WasmModule } from "./webassembly.ts";
