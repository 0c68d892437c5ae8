import type { EncoderConfig } from "./encoder-config.ts";
import type { EncoderPlan } from "./encoder-plan.ts";
import type { BertGraph, BertLayer } from "./onnx/bert-graph.ts";
import type { OnnxTensor } from "./onnx/onnx-model.ts";
import type { Linear, Norm } from "./onnx/operations.ts";

/** Fixed addresses and the version of the layout; assembly/encoder/layout.ts has the same. */
export const ABI_VERSION = 3;
export const ENCODER_ADDRESS = 16_384;
export const ENCODER_FIELDS = 28;
export const LAYER_FIELDS = 22;

/** How a text's tokens become one vector. */
export type Pooling = "mean" | "cls";

/** A tensor is a view of the wasm memory, so its address is where the view begins. */
export function addressOf({ data }: OnnxTensor): number {
  return data.byteOffset;
}

function linearFields({ matrix, bias }: Linear): number[] {
  return [addressOf(matrix.values), addressOf(matrix.scales), addressOf(bias)];
}

function normFields({ weight, bias }: Norm): number[] {
  return [addressOf(weight), addressOf(bias)];
}

function layerFields(layer: BertLayer): number[] {
  const attention = [layer.query, layer.key, layer.value, layer.output].flatMap(linearFields);
  const feedForward = [layer.up, layer.down].flatMap(linearFields);
  return [...attention, ...normFields(layer.attentionNorm), ...feedForward, ...normFields(layer.outputNorm)];
}

/** Writes sizes and addresses in the order of the kernel's `Encoder` and `Layer`. */
export function writeRecords(buffer: ArrayBuffer, plan: EncoderPlan, graph: BertGraph, config: EncoderConfig, pooling: Pooling): void {
  const { regions: at } = plan;
  const { words, positions, types, norm } = graph.embeddings;
  const tables = [words.values, words.scales, positions.values, positions.scales, types].map(addressOf);
  const state = [at.ids, at.stream, at.queries, at.keys, at.values, at.wide, at.quantised, at.rowScales, at.sums, at.headKeys];
  const words32 = new Uint32Array(buffer, ENCODER_ADDRESS, ENCODER_FIELDS);
  words32.set([config.layers, config.hidden, config.heads, config.ffn, 0, pooling === "mean" ? 0 : 1, at.layerTable]);
  words32.set([...tables, ...normFields(norm), ...state, at.headValues, at.scores, at.scoreSums, at.vector], 7);
  new Float32Array(buffer, ENCODER_ADDRESS, ENCODER_FIELDS)[4] = config.epsilon;
  new Uint32Array(buffer, at.layerTable).set(graph.layers.flatMap(layerFields));
}
