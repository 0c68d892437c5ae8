import { prepareModel, type ModelDescription, type PreparedModel } from "./prepare-model.ts";

/** all-MiniLM-L6-v2: its model card gives 256 tokens as the length it was made for. */
export const DEFAULT_MODEL: ModelDescription = {
  name: "all-minilm-l6-v2",
  version: "1.0.0",
  license: "Apache-2.0",
  runtime: "kernel-encoder",
  output: "last_hidden_state",
  pooling: "mean",
  normalization: "l2",
  prefixes: { query: "", passage: "" },
  dimension: 384,
  maxTokens: 256,
};

/** The default model, ready for the bucket, in the runtime that is its own or in another. */
export function prepareDefaultModel(onnx: Uint8Array, tokenizer: Uint8Array, runtime = DEFAULT_MODEL.runtime): PreparedModel {
  return prepareModel(onnx, tokenizer, { ...DEFAULT_MODEL, runtime });
}
