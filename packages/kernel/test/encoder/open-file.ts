import { readFileSync } from "node:fs";
import type { Result } from "@steadytext/core";
import { openEncoder, type Encoder, type EncoderError, type EncoderOptions } from "../../src/encoder/index.ts";
import { Module, type WasmModule } from "../../src/webassembly.ts";
import { writeOnnx, type GraphSpec } from "./onnx-writer.ts";
import { TINY } from "./tiny-bert.ts";

export const encoderModule: WasmModule = new Module(new Uint8Array(readFileSync(new URL("../../build/encoder.wasm", import.meta.url))));

export const INPUTS = { input_ids: "tokens", attention_mask: "mask", token_type_ids: "types" } as const;

/** Loads a file in chunks; by default one of the tiny sizes. */
export function openFile(
  file: Uint8Array,
  options: Partial<EncoderOptions> = {},
  cuts: readonly number[] = [],
): Result<Encoder, EncoderError> {
  const loader = openEncoder({
    module: encoderModule,
    fileBytes: file.length,
    dimension: TINY.hidden,
    maxTokens: 70,
    inputs: INPUTS,
    output: "layer1.end",
    pooling: "mean",
    ...options,
  });
  if (!loader.ok) return loader;
  const edges = [0, ...cuts.toSorted((a, b) => a - b), file.length];
  for (const [i, edge] of edges.slice(1).entries()) loader.value.write(file.subarray(edges[i], edge));
  return loader.value.end();
}

export function openGraph(graph: GraphSpec, options: Partial<EncoderOptions> = {}): Result<Encoder, EncoderError> {
  return openFile(writeOnnx(graph), options);
}

/** The encoder of a file that must be usable. */
export function usable<T>(result: Result<T, EncoderError>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
