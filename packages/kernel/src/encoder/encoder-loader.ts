import { ok, type Result } from "@steadytext/core";
import { Memory, type WasmMemory, type WasmModule } from "../webassembly.ts";
import { encoderConfig } from "./encoder-config.ts";
import { encoderFail, type EncoderError } from "./encoder-error.ts";
import { planEncoder, type EncoderPlan, type EncoderPlanOptions } from "./encoder-plan.ts";
import { addressOf, writeRecords, type Pooling } from "./encoder-record.ts";
import { instantiateEncoder, type EncoderExports } from "./encoder-wasm.ts";
import { Encoder } from "./encoder.ts";
import { bertGraph, type BertGraph } from "./onnx/bert-graph.ts";
import { GraphIndex } from "./onnx/graph-index.ts";
import { readOnnxModel, type OnnxModel, type OnnxTensor } from "./onnx/onnx-model.ts";
import type { Linear } from "./onnx/operations.ts";
import { UnsupportedGraph } from "./onnx/unsupported-graph.ts";

export interface EncoderOptions extends EncoderPlanOptions {
  readonly module: WasmModule;
  /** The graph's output with the last hidden states, e.g. "last_hidden_state". */
  readonly output: string;
  readonly pooling: Pooling;
}

/** Takes an ONNX file in chunks of any size, straight into the memory in which it then runs. */
export class EncoderLoader {
  readonly #options: EncoderOptions;
  readonly #plan: EncoderPlan;
  readonly #memory: WasmMemory;
  #received = 0;

  constructor(options: EncoderOptions, plan: EncoderPlan, memory: WasmMemory) {
    this.#options = options;
    this.#plan = plan;
    this.#memory = memory;
  }

  write(chunk: Uint8Array): void {
    const { file, fileBytes } = this.#plan;
    const fitting = chunk.subarray(0, Math.max(0, fileBytes - this.#received));
    new Uint8Array(this.#memory.buffer).set(fitting, file + this.#received);
    this.#received += chunk.length;
  }

  /** Reads the graph and makes its weights ready; nothing may be written after. */
  end(): Result<Encoder, EncoderError> {
    const { file, fileBytes, dimension, maxTokens } = this.#plan;
    if (this.#received !== fileBytes)
      return encoderFail("wrong_file_size", `The file has ${this.#received} bytes instead of ${fileBytes}.`);
    const graph = readGraph(new Uint8Array(this.#memory.buffer, file, fileBytes), this.#options.output);
    if (!graph.ok) return graph;
    const config = encoderConfigOf(graph.value);
    if (!config.ok) return config;
    const { hidden, positions } = config.value;
    if (hidden !== dimension) return encoderFail("unsupported_graph", `The encoder gives ${hidden} numbers, not ${dimension}.`);
    if (positions < maxTokens) return encoderFail("unsupported_graph", `The encoder has ${positions} positions, not ${maxTokens}.`);
    writeRecords(this.#memory.buffer, this.#plan, graph.value, config.value, this.#options.pooling);
    const wasm = instantiateEncoder(this.#options.module, this.#memory);
    const unusable = floatTensors(graph.value).find((tensor) => wasm.allFinite(addressOf(tensor), tensor.data.length >> 2) === 0);
    if (unusable !== undefined) return encoderFail("non_finite_weights", `The weight "${unusable.name}" holds a value that is not finite.`);
    repackAll(graph.value, wasm, this.#plan.regions.wide);
    return ok(new Encoder(this.#plan, config.value, this.#memory, wasm));
  }
}

/** The memory of an encoder, at its exact size; the file goes in next. */
export function openEncoder(options: EncoderOptions): Result<EncoderLoader, EncoderError> {
  const plan = planEncoder(options);
  if (!plan.ok) return plan;
  const { wasmPages } = plan.value;
  try {
    return ok(new EncoderLoader(options, plan.value, new Memory({ initial: wasmPages, maximum: wasmPages })));
  } catch {
    return encoderFail("out_of_memory", `The host cannot give the encoder its ${wasmPages} pages of 64 KiB.`);
  }
}

function readGraph(bytes: Uint8Array, output: string): Result<BertGraph, EncoderError> {
  let model: OnnxModel;
  try {
    model = readOnnxModel(bytes);
  } catch {
    return encoderFail("damaged_file", "The file is not an ONNX model: it cannot be parsed.");
  }
  return understood(() => bertGraph(new GraphIndex(model), output));
}

function encoderConfigOf(graph: BertGraph) {
  return understood(() => encoderConfig(graph));
}

function understood<T>(read: () => T): Result<T, EncoderError> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof UnsupportedGraph) return encoderFail("unsupported_graph", error.message);
    throw error;
  }
}

function linears({ layers }: BertGraph): Linear[] {
  return layers.flatMap(({ query, key, value, output, up, down }) => [query, key, value, output, up, down]);
}

function floatTensors(graph: BertGraph): OnnxTensor[] {
  const { words, positions, types, norm } = graph.embeddings;
  const norms = [norm, ...graph.layers.flatMap(({ attentionNorm, outputNorm }) => [attentionNorm, outputNorm])];
  return [
    words.scales,
    positions.scales,
    types,
    ...norms.flatMap(({ weight, bias }) => [weight, bias]),
    ...linears(graph).flatMap(({ matrix, bias }) => [matrix.scales, bias]),
  ];
}

/** Each matrix once, also where layers share it. */
function repackAll(graph: BertGraph, wasm: EncoderExports, staging: number): void {
  const matrices = new Map(linears(graph).map(({ matrix }) => [addressOf(matrix.values), matrix]));
  for (const [address, { rows, columns }] of matrices) wasm.repackMatrix(address, rows, columns, staging);
}
