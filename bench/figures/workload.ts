/** What every contender is given. */
export interface Workload {
  readonly text: string;
}

/** One stream at contexts around 64. */
export const DECODE = { promptTokens: 32, steps: 64 } as const;
export const PREFILL = { promptTokens: 512 } as const;

/** Bytes that one token reads: every tensor of SmolLM2-135M once, 210 in Q4_1, the tied head in Q8_0 and 61 norms in F32. */
export const TOKEN_BYTES = 96_576_768;
