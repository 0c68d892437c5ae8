import { ok, type EmbeddingManifest, type Result } from "@steadytext/core";
import { encoderConfig, type EncoderConfig } from "./encoder-config.ts";
import { encoderFail, type EncoderError } from "./encoder-error.ts";
import { planEncoder, type EncoderPlan, type EncoderPlanOptions } from "./encoder-plan.ts";
import { bertGraph, type BertGraph } from "./onnx/bert-graph.ts";
import { GraphIndex } from "./onnx/graph-index.ts";
import type { OnnxModel } from "./onnx/onnx-model.ts";
import { UnsupportedGraph } from "./onnx/unsupported-graph.ts";

/** What a file is to be run as. */
export interface EncoderUse extends EncoderPlanOptions {
  /** What each input of the graph is fed. */
  readonly inputs: EmbeddingManifest["inputs"];
  /** The graph's output with the last hidden states, e.g. "last_hidden_state". */
  readonly output: string;
}

interface UnderstoodEncoder {
  readonly graph: BertGraph;
  readonly config: EncoderConfig;
}

/** What the encoder computes from: texts run alone, so that the mask is all ones, and are of type 0. */
const INPUTS = Object.entries({ input_ids: "tokens", attention_mask: "mask", token_type_ids: "types" });

/** Finds the encoder of a model that is to be run so. */
export function understandEncoder(model: OnnxModel, use: EncoderUse): Result<UnderstoodEncoder, EncoderError> {
  try {
    checkInputs(use.inputs);
    const graph = bertGraph(new GraphIndex(model), use.output);
    const config = encoderConfig(graph);
    checkPromise(config, use);
    return ok({ graph, config });
  } catch (error) {
    if (error instanceof UnsupportedGraph) return encoderFail("unsupported_graph", error.message);
    throw error;
  }
}

/** Whether a model could be loaded to be run so, as far as can be told without its weights; the plan says what memory it takes. */
export function checkEncoder(model: OnnxModel, use: EncoderUse): Result<EncoderPlan, EncoderError> {
  const plan = planEncoder(use);
  if (!plan.ok) return plan;
  const understood = understandEncoder(model, use);
  return understood.ok ? plan : understood;
}

function checkInputs(inputs: EncoderUse["inputs"]): void {
  const isFed = INPUTS.every(([name, fed]) => inputs[name] === fed);
  if (isFed && Object.keys(inputs).length === INPUTS.length) return;
  const expected = INPUTS.map(([name, fed]) => `${name}: ${fed}`).join(", ");
  throw new UnsupportedGraph(`The encoder is fed with other inputs than ${expected}.`);
}

function checkPromise({ hidden, positions }: EncoderConfig, { dimension, maxTokens }: EncoderUse): void {
  if (hidden !== dimension) throw new UnsupportedGraph(`The encoder gives ${hidden} numbers, not ${dimension}.`);
  if (positions < maxTokens) throw new UnsupportedGraph(`The encoder has ${positions} positions, not ${maxTokens}.`);
}
