/** Versions of the rules, beside the runtime's own code, that decide a vector: raised with any change that can move a bit of one. */
export const RULES = {
  /** Pieces, special tokens, truncation: `tokenizer/`. */
  tokenization: 1,
  /** Order and precision of the sums: `pooling/`. */
  pooling: 1,
  /** Session options, and what is read from a graph: `runtimes/` and the kernel's encoder. */
  session: 1,
} as const;
