import { z } from "zod";
import { modelName, sha256Digest } from "./model-name.ts";

const file = z.strictObject({ sha256: sha256Digest, size: z.int().positive() });
const common = { name: modelName, version: z.string().min(1).max(64), license: z.string().min(1).max(64), file };

/** A published generation model. */
export const generationManifest = z.strictObject({ kind: z.literal("generate"), ...common, contextLength: z.int().min(64).max(8192) });
export type GenerationManifest = z.infer<typeof generationManifest>;

/** A published embedding model: how its ONNX graph is fed and what is made of its output. */
export const embeddingManifest = z.strictObject({
  kind: z.literal("embed"),
  ...common,
  tokenizer: file,
  runtime: z.literal("onnxruntime-web"),
  output: z.string().describe("Graph output of shape [1, tokens, dimension]"),
  pooling: z.literal("mean"),
  dimension: z.int().positive().max(4096),
  maxTokens: z.int().positive().max(8192),
});
export type EmbeddingManifest = z.infer<typeof embeddingManifest>;

/** R2 key of a file, by its content: never overwritten, since other bytes have another name. */
export function modelFileKey(sha256: string): string {
  return `models/sha256/${sha256}`;
}

/** R2 key of the manifest of the model that answers for a kind. */
export function activeManifestKey(kind: "generate" | "embed"): string {
  return `models/active/${kind}.json`;
}
