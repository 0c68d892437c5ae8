/** The first tokens of a text, from token `from` on, as a prompt of its own. */
export interface CutWork {
  readonly text: string;
  readonly from: number;
  readonly tokens: number;
}

export interface CutText {
  readonly text: string;
}

/** One generation to time. */
export interface GenerationWork {
  readonly prompt: string;
  /** Whether the prompt goes through the chat template; false unless told. */
  readonly isChat?: boolean;
  /** Tokens to decode after the first; one that ends by itself in the second half counts too. */
  readonly steps: number;
  /** 0 unless told. */
  readonly temperature?: number;
  /** JSON Schema that the text is held to; then it may end when its document does. */
  readonly schema?: object;
  /** Whether tokens are proposed ahead where the text repeats itself; false unless told. */
  readonly speculates?: boolean;
  /** Where prefixes are reused; unless told, a new one, where there is nothing to reuse. */
  readonly prefixScope?: string;
}

export interface GenerationTimes {
  /** What was generated. */
  readonly text: string;
  /** Tokens that the prompt has. */
  readonly promptTokens: number;
  /** Those of them that were computed before. */
  readonly prefixTokens: number;
  /** Tokens that were generated, and the time from the request to the last. */
  readonly tokens: number;
  readonly wholeMs: number;
  /** From the request to the first token: tokenizing, prefill, head and choice. */
  readonly firstTokenMs: number;
  /** Between two tokens, on average; 0 without steps. */
  readonly decodeMsPerToken: number;
}

/** Generations that start together. */
export interface TogetherWork {
  readonly streams: readonly GenerationWork[];
}

export interface TogetherTimes {
  /** Time a token of any stream while all of them decode. */
  readonly msPerToken: number;
}

export interface StreamWork {
  readonly bytes: number;
  readonly passes: number;
}

export interface StreamTimes {
  readonly msPerPass: number;
}
