import { z } from "zod";
import { LIMITS } from "../../limits.ts";
import { logitBias } from "../generate.ts";
import { modelName } from "../model-name.ts";
import { cacheOptions } from "../cache-options.ts";
import { stopStrings } from "../stop.ts";
import { constraintFields } from "./constraint.ts";

/** Most tokens to generate, where a request says so. */
export const someTokens = z.int().min(1).max(LIMITS.maxTokens);

/** Fields that OpenAI's two generating routes share, with our own beside them. null leaves a field out, as in OpenAI's API. */
export const sharedFields = {
  model: modelName.nullish(),
  temperature: z.number().min(0).max(2).nullish().describe("0, which is greedy, by default"),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().min(1).max(1000).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
  stop: stopStrings.nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  logit_bias: logitBias.nullish(),
  ...constraintFields,
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().nullish() }).nullish(),
  user: z.string().max(512).nullish(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  cache: cacheOptions.nullish(),
};

/** OpenAI's `usage`. */
export const usageAnswer = z.strictObject({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() });

/** What an answer of OpenAI's routes says of itself. */
export const answerFacts = {
  id: z.string(),
  created: z.int().describe("Unix seconds at which the model was published"),
  model: z.string(),
  system_fingerprint: z.string(),
};

export const finishReason = z.enum(["stop", "length"]);
