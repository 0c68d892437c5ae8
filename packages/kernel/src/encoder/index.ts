export type { EncoderConfig } from "./encoder-config.ts";
export type { EncoderError, EncoderErrorCode } from "./encoder-error.ts";
export { checkEncoder } from "./encoder-graph.ts";
export { openEncoder, type EncoderLoader, type EncoderOptions } from "./encoder-loader.ts";
export type { Pooling } from "./encoder-record.ts";
export type { Encoder } from "./encoder.ts";
export { readOnnxNode, type OnnxModel, type OnnxNode, type OnnxTensor } from "./onnx/onnx-model.ts";
