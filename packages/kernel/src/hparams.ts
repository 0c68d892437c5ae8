/** The sizes and constants of a llama-architecture model, as its file states them. */
export interface Hparams {
  readonly layers: number;
  /** Width of the residual stream (embedding_length). */
  readonly dim: number;
  /** Width of the feed-forward layer (feed_forward_length). */
  readonly ffn: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Must be 64. */
  readonly headDim: number;
  readonly vocab: number;
  /** attention.layer_norm_rms_epsilon */
  readonly rmsEpsilon: number;
  /** rope.freq_base */
  readonly ropeBase: number;
}
