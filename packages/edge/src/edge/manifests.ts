/** A file in the bucket. */
export interface ModelFile {
  /** SHA-256 of its bytes, as 64 lower-case hexadecimal digits. */
  sha256: string;
  size: number;
}

interface PublishedVersion {
  name: string;
  version: string;
  license: string;
  /** The weights. */
  file: ModelFile;
  /** Unix seconds at which the version was published. */
  created: number;
}

/** A generation model: a GGUF file of the llama architecture. */
export interface GenerationManifest extends PublishedVersion {
  kind: "generate";
  /** Tokens that prompt and completion may have together. */
  contextLength: number;
}

/** An embedding model of BERT's kind: an ONNX file for the encoder of this package, and its tokenizer. */
export interface EmbeddingManifest extends PublishedVersion {
  kind: "embed";
  tokenizer: ModelFile;
  runtime: "kernel-encoder" | "onnxruntime-web";
  inputs: Record<string, "tokens" | "mask" | "types">;
  output: string;
  pooling: "mean" | "cls";
  normalization: "l2";
  prefixes: { query: string; passage: string };
  dimension: number;
  maxTokens: number;
}
