import { err, ok, type Result } from "@steadytext/core";
import { openEncoder, type Encoder, type EncoderError } from "@steadytext/kernel/encoder";
import type { EmbeddingRuntime, OpenRuntime } from "./embedding-runtime.ts";

/** A BERT-type model in the kernel's encoder, which pools and normalises too. */
class KernelRuntime implements EmbeddingRuntime {
  #encoder: Encoder | undefined;

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  get wasmBytes(): number {
    return this.#encoder?.memoryBytes ?? 0;
  }

  async embed(ids: readonly number[]): Promise<Float32Array> {
    if (!this.#encoder) throw new Error("the encoder was released");
    const vector = this.#encoder.embed(ids);
    if (!vector.ok) throw new Error(vector.error.message);
    return vector.value;
  }

  /** The memory goes with the last reference to it. */
  async release(): Promise<void> {
    this.#encoder = undefined;
  }
}

/**
 * Takes the ONNX file of a BERT-type model as its authors made it, chunk by chunk into the memory in which it then runs.
 * @param module the kernel's `encoder.wasm`
 */
export function kernelRuntime(module: WebAssembly.Module): OpenRuntime {
  return async (file, manifest) => {
    const { inputs, output, pooling, dimension, maxTokens } = manifest;
    const loader = openEncoder({ module, fileBytes: file.size, dimension, maxTokens, inputs, output, pooling });
    if (!loader.ok) return refused(loader.error);
    for await (const chunk of file.chunks()) loader.value.write(chunk);
    const fault = await file.fault();
    if (fault !== undefined) return err(fault);
    const encoder = loader.value.end();
    return encoder.ok ? ok(new KernelRuntime(encoder.value)) : refused(encoder.error);
  };
}

function refused({ message }: EncoderError): Result<never, string> {
  return err(`is refused by the kernel's encoder: ${message.replace(/\.$/, "")}`);
}
