import { readFileSync } from "node:fs";
import { weightsPath } from "../../../../scripts/weights.mjs";
import { openEncoder, type Encoder, type EncoderOptions } from "../../src/encoder/index.ts";
import { Module, type WasmModule } from "../../src/webassembly.ts";

const module: WasmModule = new Module(new Uint8Array(readFileSync(new URL("../../build/encoder.wasm", import.meta.url))));

/** all-MiniLM-L6-v2 with int8 weights, as its authors publish it. */
export function miniLmFile(): Uint8Array {
  return new Uint8Array(readFileSync(weightsPath("minilm-l6-v2-int8.onnx")));
}

/** Loads a file that must be usable. */
export function load(file: Uint8Array, options: Partial<EncoderOptions> = {}): Encoder {
  const loader = openEncoder({
    module,
    fileBytes: file.length,
    dimension: 384,
    maxTokens: 512,
    output: "last_hidden_state",
    pooling: "mean",
    ...options,
  });
  if (!loader.ok) throw new Error(loader.error.message);
  loader.value.write(file);
  const encoder = loader.value.end();
  if (!encoder.ok) throw new Error(encoder.error.message);
  return encoder.value;
}

export function embed(encoder: Encoder, ids: ArrayLike<number>): Float32Array {
  const vector = encoder.embed(ids);
  if (!vector.ok) throw new Error(vector.error.message);
  return vector.value;
}
