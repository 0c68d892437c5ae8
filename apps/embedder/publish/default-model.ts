import { prepareModel, type ModelDescription, type PreparedModel } from "./prepare-model.ts";

/** all-MiniLM-L6-v2: its model card gives 256 tokens as the length it was made for. */
export const DEFAULT_MODEL: ModelDescription = {
  name: "all-minilm-l6-v2",
  version: "1.0.0",
  license: "Apache-2.0",
  output: "last_hidden_state",
  dimension: 384,
  maxTokens: 256,
};

let prepared: PreparedModel | undefined;

/** The default model, ready for the bucket; prepared once a process. */
export function prepareDefaultModel(onnx: Uint8Array, tokenizer: Uint8Array): PreparedModel {
  prepared ??= prepareModel(onnx, tokenizer, DEFAULT_MODEL);
  return prepared;
}
