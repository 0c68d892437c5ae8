/** Versions of the rules, beside the runtime's own code, that decide a vector: raised with any change that can move a bit of one. */
export const RULES = {
  /** Pieces, special tokens, truncation: `tokenizer/`. */
  tokenization: 1,
  /** Order and precision of the sums: `pooling/`. */
  pooling: 1,
  /** Session options: `runtimes/onnx-session.ts`. */
  session: 1,
} as const;
