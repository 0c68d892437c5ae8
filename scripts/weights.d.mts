export type WeightsName = "smollm2-135m-instruct-q4_1.gguf" | "minilm-l6-v2-int8.onnx" | "minilm-l6-v2-tokenizer.json";
/** Path of a weight file that set-up has fetched and checked. Throws when it is not there. */
export function weightsPath(name: WeightsName): string;
