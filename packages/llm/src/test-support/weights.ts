import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { weightsPath } from "../../../../scripts/weights.mjs";
import { HeaderParser, type GgufHeader } from "../gguf/header-parser.ts";

const CHUNK_BYTES = 1 << 20;

/** The real model's file as a stream of chunks. */
export function modelStream(chunkBytes = CHUNK_BYTES): { stream: AsyncIterable<Uint8Array>; sizeBytes: number } {
  const path = weightsPath("smollm2-135m-instruct-q4_1.gguf");
  return { stream: createReadStream(path, { highWaterMark: chunkBytes }), sizeBytes: statSync(path).size };
}

/** The real model's file in chunks that share one buffer, so that a reader which keeps a chunk finds others' bytes in it. */
export function reusedChunks(chunkBytes: number): { stream: AsyncIterable<Uint8Array>; sizeBytes: number } {
  const path = weightsPath("smollm2-135m-instruct-q4_1.gguf");
  const read = async function* () {
    const file = openSync(path, "r");
    const buffer = new Uint8Array(chunkBytes);
    try {
      for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) yield buffer.subarray(0, count);
    } finally {
      closeSync(file);
    }
  };
  return { stream: read(), sizeBytes: statSync(path).size };
}

/** The real model's header alone. */
export async function modelHeader(): Promise<GgufHeader> {
  const { stream, sizeBytes } = modelStream();
  const parser = new HeaderParser(sizeBytes);
  for await (const chunk of stream) {
    const done = parser.push(chunk);
    if (done !== null) return done.header;
  }
  throw new Error("The model file has no header");
}

/** Node has it; its types do not. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { readonly Module: new (bytes: Uint8Array) => object } };

/** The kernel's two builds, compiled. */
export function kernelModules() {
  const compile = (name: string) => new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve(`@steadytext/kernel/${name}`))));
  return { relaxed: compile("kernel.wasm"), plain: compile("kernel-plain.wasm") };
}
