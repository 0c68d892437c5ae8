/** A prompt of exactly `tokens` tokens. */
export interface Prompt {
  readonly text: string;
  readonly tokens: number;
}

/** What the contenders are given: the same texts to all. */
export interface Workload {
  /** Decoded from with `DECODE_STEPS`: contexts around 64 tokens. */
  readonly decode: Prompt;
  readonly prefill: Prompt;
  /** For contenders to whom 512 tokens are half a minute. */
  readonly shortPrefill: Prompt;
}

export const DECODE_STEPS = 64;
