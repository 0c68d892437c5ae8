/** Generations that the client Worker asks the engine for at once. */
export interface StreamsWork {
  readonly prompts: readonly string[];
  readonly maxTokens: number;
  /** Where prefixes are reused: a new one has nothing to reuse. */
  readonly prefixScope: string;
}

export interface StreamsTimes {
  /** Of each stream: when its tokens arrived, in milliseconds from the request. */
  readonly tokensAt: readonly (readonly number[])[];
}
