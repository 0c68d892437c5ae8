import type { EmbeddingManifest } from "@steadytext/core";
import { kernelRuntime, type OpenRuntime } from "@steadytext/embedding";

/** Each runtime's code is evaluated, and its WebAssembly compiled, only in an isolate that has a model for it. */
const OPENERS: Readonly<Record<EmbeddingManifest["runtime"], () => Promise<OpenRuntime>>> = {
  "kernel-encoder": async () => kernelRuntime((await import("@steadytext/kernel/encoder.wasm")).default),
  "onnxruntime-web": async () => (await import("./onnx-runtime.ts")).openOnnxRuntime,
};

/** Takes a weights file into the runtime that its manifest names. */
export const openRuntime: OpenRuntime = async (file, manifest) => (await OPENERS[manifest.runtime]())(file, manifest);
