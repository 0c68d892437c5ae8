import type { SchemaOption } from "../schema/schema-option.ts";

/** Answer this from the cache, or put it there, or neither. */
export interface CacheOptions {
  /** true: computes anew. */
  no_cache?: boolean | undefined;
  /** true: is not stored. */
  no_store?: boolean | undefined;
  /** Seconds that the stored answer lives, 60 to one year. */
  ttl?: number | undefined;
}

/** What may be set of sampling. At temperature 0, the default, the most likely token is taken, and `top_k`, `top_p`, `min_p` and `seed` change nothing. */
export interface SamplingOptions {
  temperature?: number | undefined;
  /** 42 by default. */
  seed?: number | undefined;
  top_p?: number | undefined;
  top_k?: number | undefined;
  min_p?: number | undefined;
  presence_penalty?: number | undefined;
  frequency_penalty?: number | undefined;
  /** Token ids with what is added to their logits, -100 to 100. */
  logit_bias?: Record<string, number> | undefined;
}

/** `POST /generate`, but for its prompt. */
export interface GenerateOptions extends SamplingOptions {
  /** Most tokens to generate; 100 by default. */
  max_tokens?: number | undefined;
  /** The log-probability of every generated token and of the most likely ones in its place. */
  return_logprobs?: boolean | undefined;
  /** At most four strings; the text ends before the first of them. */
  stop?: string | string[] | undefined;
  /** `[EOS]`, the default, is the model's own end; anything else is a further stop string. */
  eos_string?: string | undefined;
  /** System message of the chat template. */
  system?: string | undefined;
  /** true: the prompt goes to the model as it is, without the chat template. */
  raw?: boolean | undefined;
  /** JSON Schema that the text must satisfy, or a schema that tells one (zod's, Valibot's, ArkType's). */
  schema?: SchemaOption | undefined;
  /** Regular expression that the whole text must match. */
  regex?: string | undefined;
  /** The text is one of these. */
  choices?: string[] | undefined;
  /** White space of a schema's document: none, which is the default, or one space after each comma and colon. */
  separators?: "compact" | "spaced" | undefined;
  /** true: a schema's document stands between `<json-output>` and `</json-output>`. */
  wrap?: boolean | undefined;
  model?: string | undefined;
  cache?: CacheOptions | undefined;
  /** Not part of what is asked: equal requests of different users have one answer. */
  user?: string | undefined;
  metadata?: Record<string, string> | undefined;
}

/** `POST /generate`. */
export interface GenerateRequest extends GenerateOptions {
  prompt: string;
}

/** Tokens that the model read and wrote. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface TokenLogprob {
  token: number;
  /** Natural logarithm of the model's own probability. */
  logprob: number;
}

/** The answer to `POST /generate`. */
export interface GenerateAnswer {
  /** What was generated, the end left out, not trimmed. */
  text: string;
  cached: boolean;
  model: string;
  finish_reason: "stop" | "length";
  stop_type: "eos" | "limit" | "word";
  usage: Usage;
  /** With `return_logprobs`: an entry a token, its alternatives most likely first. */
  logprobs?: (TokenLogprob & { top: TokenLogprob[] })[] | undefined;
}

/** One token of a stream. The texts add up to the answer's; one is empty while a character is unfinished. */
export interface TokenEvent {
  token: number;
  text: string;
  index: number;
  logprob?: number | undefined;
  top?: TokenLogprob[] | undefined;
}
