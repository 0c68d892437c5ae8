/** Parameters of one draw; the chain is top-k, top-p, min-p, temperature, in this order. */
export interface SampleOptions {
  /** Above 0. Temperature 0 is `argmax`. */
  readonly temperature: number;
  /** Keep the k best tokens; 0 keeps all. */
  readonly topK: number;
  /** Keep the shortest best-first prefix whose probability reaches this; 1 keeps all. */
  readonly topP: number;
  /** Keep tokens at least this fraction as likely as the best; 0 keeps all. */
  readonly minP: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}
