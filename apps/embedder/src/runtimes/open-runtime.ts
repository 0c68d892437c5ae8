import type { EmbeddingManifest } from "@steadytext/core";
import type { OpenRuntime } from "./embedding-runtime.ts";

/** Each runtime's code is evaluated, and its WebAssembly compiled, only in an isolate that has a model for it. */
const OPENERS: Readonly<Record<EmbeddingManifest["runtime"], () => Promise<OpenRuntime>>> = {
  "kernel-encoder": async () => (await import("./kernel-runtime.ts")).openKernelRuntime,
  "onnxruntime-web": async () => (await import("./onnx-runtime.ts")).openOnnxRuntime,
};

/** Takes a weights file into the runtime that its manifest names. */
export const openRuntime: OpenRuntime = async (file, manifest) => (await OPENERS[manifest.runtime]())(file, manifest);
