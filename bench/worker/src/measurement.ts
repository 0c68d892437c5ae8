/** One generation to time: greedy, from the first `promptTokens` tokens of `text`, without the chat template. */
export interface GenerationWork {
  readonly text: string;
  readonly promptTokens: number;
  /** Tokens to decode after the first. */
  readonly steps: number;
}

export interface GenerationTimes {
  /** Tokens that were evaluated before the first one was chosen. */
  readonly promptTokens: number;
  /** From the request to the first token: tokenizing, prefill, head and choice. */
  readonly firstTokenMs: number;
  /** Between two tokens, on average over all steps. */
  readonly decodeMsPerToken: number;
}

export interface StreamWork {
  readonly bytes: number;
  readonly passes: number;
}

export interface StreamTimes {
  readonly msPerPass: number;
}
