/** What a client is driven with; read by both drivers. */
export interface Setting {
  readonly base_url: string;
  readonly keys: {
    readonly user: string;
    /** May embed, and nothing else. */
    readonly embedder: string;
    /** 20 requests a minute. */
    readonly limited: string;
    /** Ten tokens a day. */
    readonly poor: string;
    readonly wrong: string;
  };
  /** Of a pinned chat, and of a pinned completion. */
  readonly prompt: string;
  readonly beginning: string;
  readonly max_tokens: number;
  /** Of a generation that is this client's alone. */
  readonly seed: number;
  /** Where nothing listens. */
  readonly nowhere: string;
}

/** A text that neither ends by itself nor repeats itself: each step gives one token. */
export const ENDLESS = { temperature: 1.5, max_tokens: 500, logit_bias: { 0: -100, 2: -100 } };
