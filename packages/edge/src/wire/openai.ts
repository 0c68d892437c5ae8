import type { SchemaOption } from "../schema/schema-option.ts";
import type { CacheOptions, SamplingOptions, Usage } from "./generate.ts";

/** A turn of a conversation. Special tokens in it are plain text. */
export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string | { type: "text"; text: string }[];
}

interface SharedOptions extends SamplingOptions {
  /** JSON Schema that the text must satisfy, or a schema that tells one. */
  schema?: SchemaOption | undefined;
  /** Regular expression that the whole text must match. */
  regex?: string | undefined;
  /** The text is one of these. */
  choices?: string[] | undefined;
  /** At most four strings. */
  stop?: string | string[] | undefined;
  model?: string | undefined;
  cache?: CacheOptions | undefined;
  user?: string | undefined;
  metadata?: Record<string, string> | undefined;
}

/** `POST /v1/chat/completions`, but for its messages. */
export interface ChatOptions extends SharedOptions {
  /** Most tokens to generate; 100 by default. */
  max_tokens?: number | undefined;
  logprobs?: boolean | undefined;
  /** 0 to 20; needs `logprobs`. */
  top_logprobs?: number | undefined;
}

/** What OpenAI's answers say of themselves; functions of the request and the model. */
export interface AnswerFacts {
  id: string;
  /** Unix seconds at which the model was published. */
  created: number;
  model: string;
  system_fingerprint: string;
}

export interface TokenText {
  token: string;
  logprob: number;
  bytes: number[];
}

export type ChatLogprobs = { content: (TokenText & { top_logprobs: TokenText[] })[]; refusal: null } | null;

/** The answer to `POST /v1/chat/completions`. */
export interface ChatAnswer extends AnswerFacts {
  object: "chat.completion";
  choices: {
    index: number;
    message: { role: "assistant"; content: string; refusal: null };
    logprobs: ChatLogprobs;
    finish_reason: "stop" | "length";
  }[];
  usage: Usage;
}

/** One event of the streamed answer. */
export interface ChatChunk extends AnswerFacts {
  object: "chat.completion.chunk";
  choices: {
    index: number;
    delta: { role?: "assistant" | undefined; content?: string | undefined };
    logprobs: ChatLogprobs;
    finish_reason: "stop" | "length" | null;
  }[];
  usage?: Usage | null | undefined;
}

/** `POST /v1/completions`, but for its prompt: special tokens in a text are parsed, and there is no chat template. */
export interface CompletionOptions extends SharedOptions {
  /** 16 by default; 0 needs `echo`, and scores the prompt where `logprobs` is given. */
  max_tokens?: number | undefined;
  /** true: the answer begins with the prompt. */
  echo?: boolean | undefined;
  /** 0 to 5. */
  logprobs?: number | undefined;
}

/** A text, texts, or token ids. */
export type CompletionPrompt = string | string[] | number[] | number[][];

/** The answer to `POST /v1/completions`, a choice a prompt. */
export interface CompletionAnswer extends AnswerFacts {
  object: "text_completion";
  choices: {
    index: number;
    text: string;
    logprobs: {
      tokens: string[];
      token_logprobs: (number | null)[];
      top_logprobs: (Record<string, number> | null)[];
      /** Where each token begins in the text, in UTF-16 code units. */
      text_offset: number[];
    } | null;
    finish_reason: "stop" | "length" | null;
  }[];
  usage?: Usage | null | undefined;
}
