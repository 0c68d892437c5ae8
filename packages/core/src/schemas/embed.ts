import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { modelName } from "./model-name.ts";
import { wellFormedText } from "./text.ts";

const embedText = wellFormedText(LIMITS.embedBytes).refine((text) => text.trim() !== "", "must not be empty or blank");

/** `POST /embed` as it arrives. */
export const embedRequest = z.strictObject({
  text: z.union([embedText, z.array(embedText).min(1).max(LIMITS.embedTexts)]),
  mode: z.enum(["query", "passage"]).default("query").describe("The same for models without prefixes"),
  dimensions: z.int().min(1).max(4096).optional().describe("Keep the first N numbers, then normalise again"),
  aggregate: z.enum(["none", "mean"]).default("none").describe("mean: one normalised vector for the whole list"),
  truncate: z.boolean().default(false).describe("true: cut texts longer than the model takes, instead of refusing them"),
  model: modelName.optional(),
});
export type EmbedRequest = z.infer<typeof embedRequest>;

const usage = z.strictObject({ prompt_tokens: z.int(), total_tokens: z.int() });

/** `POST /embed` as it is answered: one vector for a string or for aggregate "mean", else a list. Vectors are L2-normalised float32. */
export const embedAnswer = z.union([
  z.strictObject({ embedding: z.array(z.number()), dimension: z.int(), model: z.string(), usage }),
  z.strictObject({ embeddings: z.array(z.array(z.number())), dimension: z.int(), model: z.string(), usage }),
]);
export type EmbedAnswer = z.infer<typeof embedAnswer>;
