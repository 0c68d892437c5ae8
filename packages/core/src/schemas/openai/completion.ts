import { z } from "zod";
import { LIMITS } from "../../limits.ts";
import { wellFormedText } from "../text.ts";
import { answerFacts, finishReason, sharedFields, usageAnswer } from "./sampling.ts";

/** Most likely tokens that OpenAI's completions tell in each place. */
const MOST_LOGPROBS = 5;

const text = wellFormedText(LIMITS.promptBytes).refine((value) => value.length > 0, "must not be empty");
const tokens = z.array(z.int().min(0).max(0xffff_ffff)).min(1).max(LIMITS.promptTokens);

/** `POST /v1/completions` as it arrives. */
export const completionRequest = z.strictObject({
  prompt: z
    .union([text, tokens, z.array(text).min(1).max(LIMITS.completionPrompts), z.array(tokens).min(1).max(LIMITS.completionPrompts)])
    .describe("A text, texts, or token ids; special tokens in a text are parsed, and there is no chat template"),
  max_tokens: z
    .int()
    .min(0)
    .max(LIMITS.maxTokens)
    .nullish()
    .describe("Most tokens to generate; 16 by default. 0 needs echo, and scores the prompt where logprobs is given"),
  echo: z.boolean().nullish().describe("true: the answer begins with the prompt"),
  logprobs: z.int().min(0).max(MOST_LOGPROBS).nullish(),
  ...sharedFields,
});
export type CompletionRequest = z.infer<typeof completionRequest>;

const completionLogprobs = z
  .strictObject({
    tokens: z.array(z.string()),
    token_logprobs: z.array(z.number().nullable()),
    top_logprobs: z.array(z.record(z.string(), z.number()).nullable()),
    text_offset: z.array(z.int()).describe("Where each token begins in the text, in UTF-16 code units"),
  })
  .nullable();

/** `POST /v1/completions` as it is answered; a streamed event has the same shape. */
export const completionAnswer = z.strictObject({
  ...answerFacts,
  object: z.literal("text_completion"),
  choices: z.array(
    z.strictObject({ index: z.int(), text: z.string(), logprobs: completionLogprobs, finish_reason: finishReason.nullable() }),
  ),
  usage: usageAnswer.nullable().optional(),
});
export type CompletionAnswer = z.infer<typeof completionAnswer>;
