import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { cacheOptions } from "./cache-options.ts";
import type { EffectiveConstraint } from "./constraint/effective-constraint.ts";
import { nativeConstraintFields } from "./constraint/native-constraint.ts";
import { modelName } from "./model-name.ts";
import { stopString, stopStrings } from "./stop.ts";
import { wellFormedText } from "./text.ts";

const maxTokens = z.int().min(1).max(LIMITS.maxTokens);

/** The end marker of the SteadyText API that stands for the model's own end-of-generation token. */
export const MODEL_END = "[EOS]";

/** Defaults of sampling above temperature 0; at 0 the choice is greedy and they have no effect. */
export const SAMPLING_DEFAULTS = { topK: 40, topP: 0.95, minP: 0.05 } as const;

/** Most likely tokens that `return_logprobs` tells beside the chosen one. */
export const RETURNED_TOP_LOGPROBS = 5;

const penalty = z.number().min(-2).max(2).default(0);
/** Token ids as JSON has them in keys, each in its one spelling. */
export const logitBias = z
  .record(z.string().regex(/^(0|[1-9][0-9]{0,8})$/, "must be a token id"), z.number().min(-100).max(100))
  .refine((bias) => Object.keys(bias).length <= LIMITS.logitBiasTokens, `must name at most ${LIMITS.logitBiasTokens} tokens`);

/** `POST /generate` as it arrives. */
export const generateRequest = z.strictObject({
  prompt: wellFormedText(LIMITS.promptBytes).refine((text) => text.length > 0, "must not be empty"),
  max_tokens: maxTokens.optional().describe("Most tokens to generate; 100 by default"),
  max_new_tokens: maxTokens.optional().describe("Alias of max_tokens"),
  n_predict: maxTokens.optional().describe("Alias of max_tokens"),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(42),
  temperature: z.number().min(0).max(2).default(0).describe("0 is greedy"),
  top_p: z.number().gt(0).max(1).optional(),
  top_k: z.int().min(1).max(1000).optional(),
  min_p: z.number().min(0).max(1).optional(),
  presence_penalty: penalty.describe("Taken once from the logit of every token generated so far; the prompt's tokens do not count"),
  frequency_penalty: penalty.describe("Taken from a token's logit as often as it was generated so far; the prompt's tokens do not count"),
  logit_bias: logitBias
    .optional()
    .describe("Added to the logits of these token ids before a token is chosen: -100 bans one, 100 all but forces it"),
  return_logprobs: z
    .boolean()
    .default(false)
    .describe(`The log-probability of every generated token and of the ${RETURNED_TOP_LOGPROBS} most likely ones in its place`),
  stop: stopStrings.default([]),
  eos_string: stopString.default(MODEL_END).describe("[EOS] is the model's own end; anything else is a further stop string"),
  system: wellFormedText(LIMITS.promptBytes).optional().describe("System message of the chat template"),
  raw: z.boolean().default(false).describe("true: the prompt goes to the model as it is, without the chat template"),
  ...nativeConstraintFields,
  stream: z.boolean().default(false),
  model: modelName.optional(),
  cache: cacheOptions.optional(),
  user: z.string().max(512).optional(),
  metadata: z.record(z.string().max(64), z.string().max(512)).optional(),
});
export type GenerateRequest = z.infer<typeof generateRequest>;

/** A turn of a conversation. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/**
 * What comes before the generated text: a conversation for the model's chat template, in which special tokens are plain text; a text that
 * goes to the model as it is, its special tokens parsed; or token ids.
 */
export type PromptInput =
  | { readonly messages: readonly ChatMessage[] }
  | { readonly text: string }
  | { readonly tokens: readonly number[] };

/**
 * What the output is a function of: aliases resolved, defaults filled. Everything in it is part of the request digest, and nothing else is.
 * At temperature 0 the sampling fields hold their defaults, since they change nothing.
 */
export interface EffectiveGenerateRequest {
  readonly prompt: PromptInput;
  /** 0 only with `echo`, which then tells of the prompt alone. */
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  /** Taken from the logits of generated tokens: once, and as often as each was generated. Above temperature 0 and at it. */
  readonly presencePenalty: number;
  readonly frequencyPenalty: number;
  /** Token ids, ascending, with what is added to their logits; none of it 0. */
  readonly logitBias: readonly (readonly [token: number, bias: number])[];
  /** How many of the most likely tokens are told in each place, beside the chosen one's log-probability; null tells none. */
  readonly logprobs: number | null;
  /** Whether the prompt's tokens are told before the generated ones; with their log-probabilities where `logprobs` asks for any. */
  readonly echo: boolean;
  /** Sorted and without repeats: the earliest match in the text wins, so their order says nothing. */
  readonly stop: readonly string[];
  /** Absent, not undefined, where the text is free: requests without one keep their digests. */
  readonly constraint?: EffectiveConstraint;
}

const tokenLogprob = z.strictObject({ token: z.int(), logprob: z.number() });

/** `POST /generate` as it is answered. */
export const generateAnswer = z.strictObject({
  text: z.string(),
  cached: z.boolean(),
  model: z.string(),
  finish_reason: z.enum(["stop", "length"]),
  stop_type: z.enum(["eos", "limit", "word"]),
  usage: z.strictObject({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() }),
  logprobs: z
    .array(tokenLogprob.extend({ top: z.array(tokenLogprob) }))
    .optional()
    .describe(
      "With return_logprobs: an entry a generated token, the end token among them. Natural logarithms of the model's own probabilities, " +
        "before penalties, bias and temperature; `top` is most likely first, lower ids first among equals",
    ),
});
export type GenerateAnswer = z.infer<typeof generateAnswer>;
