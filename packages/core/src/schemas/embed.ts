import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { cacheOptions } from "./cache-options.ts";
import { modelName } from "./model-name.ts";
import { wellFormedText } from "./text.ts";

/** A text that has a vector: not empty, not blank. */
export const embedText = wellFormedText(LIMITS.embedBytes).refine((text) => text.trim() !== "", "must not be empty or blank");

/** Fields that all routes of embeddings share. */
export const embedOptions = {
  truncate: z.boolean().default(false).describe("true: cut texts longer than the model takes, instead of refusing them"),
  model: modelName.optional(),
  cache: cacheOptions.optional(),
} as const;

/** How many of a vector's numbers are wanted. */
export const dimensions = z.int().min(1).max(4096).optional().describe("Keep the first N numbers, then normalise again");

export const embeddingMode = z.enum(["query", "passage"]).default("query").describe("The same for models without prefixes");

/** `POST /embed` as it arrives. */
export const embedRequest = z.strictObject({
  text: z.union([embedText, z.array(embedText).min(1).max(LIMITS.embedTexts)]),
  mode: embeddingMode,
  dimensions,
  aggregate: z.enum(["none", "mean"]).default("none").describe("mean: one normalised vector for the whole list"),
  ...embedOptions,
});
export type EmbedRequest = z.infer<typeof embedRequest>;

/** Tokens that the model saw. */
export const embedUsage = z.strictObject({ prompt_tokens: z.int(), total_tokens: z.int() });

/** `POST /embed` as it is answered: one vector for a string or for aggregate "mean", else a list. Vectors are L2-normalised float32. */
export const embedAnswer = z.union([
  z.strictObject({ embedding: z.array(z.number()), dimension: z.int(), model: z.string(), usage: embedUsage }),
  z.strictObject({ embeddings: z.array(z.array(z.number())), dimension: z.int(), model: z.string(), usage: embedUsage }),
]);
export type EmbedAnswer = z.infer<typeof embedAnswer>;
