import { z } from "zod";
import { LIMITS } from "../../limits.ts";
import { wellFormedText } from "../text.ts";
import { responseFormat } from "./constraint.ts";
import { answerFacts, finishReason, sharedFields, someTokens, usageAnswer } from "./sampling.ts";

const text = wellFormedText(LIMITS.promptBytes);
const textPart = z.strictObject({ type: z.literal("text", 'must be "text": this model reads nothing else'), text });
const content = z.union([text, z.array(textPart).min(1).max(LIMITS.chatMessages)]);

/** A message as it arrives. Special tokens in it are plain text. */
const chatMessage = z.strictObject({ role: z.enum(["system", "user", "assistant"]), content });

/** `POST /v1/chat/completions` as it arrives. */
export const chatRequest = z.strictObject({
  messages: z.array(chatMessage).min(1).max(LIMITS.chatMessages),
  max_tokens: someTokens.nullish().describe("Most tokens to generate; 100 by default"),
  max_completion_tokens: someTokens.nullish().describe("Alias of max_tokens"),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(LIMITS.topLogprobs).nullish().describe("Needs logprobs"),
  response_format: responseFormat.nullish(),
  ...sharedFields,
});
export type ChatRequest = z.infer<typeof chatRequest>;

const tokenText = { token: z.string(), logprob: z.number(), bytes: z.array(z.int().min(0).max(255)) };
const chatLogprobs = z
  .strictObject({ content: z.array(z.strictObject({ ...tokenText, top_logprobs: z.array(z.strictObject(tokenText)) })), refusal: z.null() })
  .nullable();

/** `POST /v1/chat/completions` as it is answered. */
export const chatAnswer = z.strictObject({
  ...answerFacts,
  object: z.literal("chat.completion"),
  choices: z.array(
    z.strictObject({
      index: z.int(),
      message: z.strictObject({ role: z.literal("assistant"), content: z.string(), refusal: z.null() }),
      logprobs: chatLogprobs,
      finish_reason: finishReason,
    }),
  ),
  usage: usageAnswer,
});
export type ChatAnswer = z.infer<typeof chatAnswer>;

/** One event of the streamed answer. */
export const chatChunk = z.strictObject({
  ...answerFacts,
  object: z.literal("chat.completion.chunk"),
  choices: z.array(
    z.strictObject({
      index: z.int(),
      delta: z.strictObject({ role: z.literal("assistant").optional(), content: z.string().optional() }),
      logprobs: chatLogprobs,
      finish_reason: finishReason.nullable(),
    }),
  ),
  usage: usageAnswer.nullable().optional(),
});
export type ChatChunk = z.infer<typeof chatChunk>;
