import { createReadStream, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadRuntime, type Runtime } from "@steadytext/llm";
import { weightsPath } from "../../scripts/weights.mjs";

const CONTEXT_LENGTH = 1024;
/** Node's types declare no constructor. */
const { Module } = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } }).WebAssembly;

/** The pinned model in this process. */
export async function loadModel(): Promise<Runtime> {
  const path = weightsPath("smollm2-135m-instruct-q4_1.gguf");
  const loaded = await loadRuntime({
    modules: { relaxed: compile("kernel.wasm"), plain: compile("kernel-plain.wasm") },
    stream: createReadStream(path, { highWaterMark: 1 << 20 }),
    sizeBytes: statSync(path).size,
    contextLength: CONTEXT_LENGTH,
  });
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value;
}

function compile(name: "kernel.wasm" | "kernel-plain.wasm"): object {
  return new Module(readFileSync(fileURLToPath(import.meta.resolve(`@steadytext/kernel/${name}`))));
}
