import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { embedOptions, embedText, embedUsage } from "./embed.ts";

/** `POST /rerank` and `POST /v1/rerank` as they arrive. */
export const rerankRequest = z.strictObject({
  query: embedText,
  documents: z
    .array(z.union([embedText, z.strictObject({ text: embedText })]))
    .min(1)
    .max(LIMITS.rerankDocuments),
  top_n: z.int().min(1).optional().describe("How many of the best are told; all where it is left out"),
  return_documents: z.boolean().default(false),
  ...embedOptions,
});
export type RerankRequest = z.infer<typeof rerankRequest>;

/** The two routes' answer, best document first. */
export const rerankAnswer = z.strictObject({
  results: z.array(
    z.strictObject({
      index: z.int().describe("Place in documents"),
      relevance_score: z.number(),
      document: z.strictObject({ text: z.string() }).optional(),
    }),
  ),
  method: z.literal("embedding-cosine").describe("Cosine similarity of the embeddings of query and document; ties by lower index"),
  model: z.string(),
  usage: embedUsage,
});
export type RerankAnswer = z.infer<typeof rerankAnswer>;
