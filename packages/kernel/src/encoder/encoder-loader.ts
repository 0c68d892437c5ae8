import { ok, type Result } from "@steadytext/core";
import { Memory, type WasmMemory, type WasmModule } from "../webassembly.ts";
import { encoderFail, type EncoderError } from "./encoder-error.ts";
import { understandEncoder, type EncoderUse } from "./encoder-graph.ts";
import { planEncoder, type EncoderPlan } from "./encoder-plan.ts";
import { addressOf, writeRecords, type Pooling } from "./encoder-record.ts";
import { instantiateEncoder, type EncoderExports } from "./encoder-wasm.ts";
import { Encoder } from "./encoder.ts";
import type { BertGraph } from "./onnx/bert-graph.ts";
import { readOnnxModel, type OnnxModel, type OnnxTensor } from "./onnx/onnx-model.ts";
import type { Linear } from "./onnx/operations.ts";

export interface EncoderOptions extends EncoderUse {
  readonly module: WasmModule;
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
    const { file, fileBytes } = this.#plan;
    if (this.#received !== fileBytes)
      return encoderFail("wrong_file_size", `The file has ${this.#received} bytes instead of ${fileBytes}.`);
    const model = readModel(new Uint8Array(this.#memory.buffer, file, fileBytes));
    if (!model.ok) return model;
    const understood = understandEncoder(model.value, this.#options);
    if (!understood.ok) return understood;
    const { graph, config } = understood.value;
    writeRecords(this.#memory.buffer, this.#plan, graph, config, this.#options.pooling);
    const wasm = instantiateEncoder(this.#options.module, this.#memory);
    const unusable = floatTensors(graph).find((tensor) => wasm.allFinite(addressOf(tensor), tensor.data.length >> 2) === 0);
    if (unusable !== undefined) return encoderFail("non_finite_weights", `The weight "${unusable.name}" holds a value that is not finite.`);
    repackAll(graph, wasm, this.#plan.regions.wide);
    return ok(new Encoder(this.#plan, config, this.#memory, wasm));
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

function readModel(bytes: Uint8Array): Result<OnnxModel, EncoderError> {
  try {
    return ok(readOnnxModel(bytes));
  } catch {
    return encoderFail("damaged_file", "The file is not an ONNX model: it cannot be parsed.");
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
