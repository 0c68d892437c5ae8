import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { dimensions, embeddingMode, embedOptions, embedText, embedUsage } from "./embed.ts";

const tokenIds = z.array(z.int().min(0).max(0xffff_ffff)).min(1).max(LIMITS.embedTokens);

/** `POST /v1/embeddings` as it arrives: OpenAI's, and `mode`, `truncate` and `cache` as `/embed` has them. */
export const embeddingsRequest = z.strictObject({
  input: z
    .union([embedText, z.array(embedText).min(1).max(LIMITS.embedTexts), tokenIds, z.array(tokenIds).min(1).max(LIMITS.embedTexts)])
    .describe("A text, texts, or token ids as the model is to see them, special ones included"),
  encoding_format: z.enum(["float", "base64"]).default("float").describe("base64: of the float32 numbers, little-endian"),
  mode: embeddingMode,
  dimensions,
  ...embedOptions,
  user: z.string().max(512).optional(),
});
export type EmbeddingsRequest = z.infer<typeof embeddingsRequest>;

/** `POST /v1/embeddings` as it is answered. */
export const embeddingsAnswer = z.strictObject({
  object: z.literal("list"),
  data: z.array(z.strictObject({ object: z.literal("embedding"), index: z.int(), embedding: z.union([z.array(z.number()), z.base64()]) })),
  model: z.string(),
  usage: embedUsage,
});
export type EmbeddingsAnswer = z.infer<typeof embeddingsAnswer>;
