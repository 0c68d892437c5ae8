import { ok, type Result, type ServiceError } from "@steadytext/core";
import type { Kernel, TensorWriter } from "@steadytext/kernel";
import type { TensorInfo } from "../gguf/tensor-info.ts";
import type { TensorSink } from "../gguf/tensor-stream.ts";
import { loadFault } from "../scheduler/kernel-fault.ts";

/** Passes a file's tensors straight into the kernel's memory. */
export class KernelSink implements TensorSink {
  readonly #kernel: Kernel;
  #writer: TensorWriter | null = null;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  begin(tensor: TensorInfo): Result<null, ServiceError> {
    const writer = this.#kernel.tensorWriter(tensor.name);
    if (!writer.ok) return loadFault(writer.error);
    this.#writer = writer.value;
    return ok(null);
  }

  write(bytes: Uint8Array): Result<null, ServiceError> {
    this.#writer?.write(bytes);
    return ok(null);
  }

  end(): Result<null, ServiceError> {
    const ended = this.#writer?.end() ?? ok(undefined);
    this.#writer = null;
    return ended.ok ? ok(null) : loadFault(ended.error);
  }
}
