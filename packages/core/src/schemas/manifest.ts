// zod/mini: the engine's isolate has no megabyte to spare for the rest of zod.
import * as z from "zod/mini";
import { MODEL_NAME, MODEL_VERSION, SHA256 } from "./name-patterns.ts";

const sha256Digest = z.string().check(z.regex(SHA256.pattern, SHA256.message));
const modelName = z.string().check(z.regex(MODEL_NAME.pattern, MODEL_NAME.message));
const file = z.strictObject({ sha256: sha256Digest, size: z.int().check(z.positive()) });
const modelVersion = z.string().check(z.regex(MODEL_VERSION.pattern, MODEL_VERSION.message));
const shortText = z.string().check(z.minLength(1), z.maxLength(64));
const common = {
  name: modelName,
  version: modelVersion,
  license: shortText,
  file,
  /** Unix seconds at which the version was published. */
  created: z.int().check(z.nonnegative()),
};

/** A published generation model. */
export const generationManifest = z.strictObject({
  kind: z.literal("generate"),
  ...common,
  contextLength: z.int().check(z.minimum(64), z.maximum(8192)),
});
export type GenerationManifest = z.infer<typeof generationManifest>;

const tensorName = z.string().check(z.minLength(1), z.maxLength(256));
const prefix = z.string().check(
  z.maxLength(256),
  z.refine((text) => text.isWellFormed(), "must be well-formed Unicode"),
);

/** A published embedding model: what runs its ONNX graph, how that is fed, and what is made of its output. */
export const embeddingManifest = z.strictObject({
  kind: z.literal("embed"),
  ...common,
  tokenizer: file,
  runtime: z.enum(["kernel-encoder", "onnxruntime-web"]),
  /** What each input of the graph is fed, by the input's name: the token ids, ones for each of them, or zeros. */
  inputs: z.record(tensorName, z.enum(["tokens", "mask", "types"])),
  /** Graph output of shape [1, tokens, dimension]. */
  output: tensorName,
  pooling: z.enum(["mean", "cls"]),
  /** Every answer promises vectors of length 1. */
  normalization: z.literal("l2"),
  /** What is put before a text, by its mode; empty for models that know no difference. */
  prefixes: z.strictObject({ query: prefix, passage: prefix }),
  dimension: z.int().check(z.positive(), z.maximum(4096)),
  maxTokens: z.int().check(z.positive(), z.maximum(8192)),
});
export type EmbeddingManifest = z.infer<typeof embeddingManifest>;

/** A published model. */
export const modelManifest = z.discriminatedUnion("kind", [generationManifest, embeddingManifest]);
export type ModelManifest = z.infer<typeof modelManifest>;
export type ModelKind = ModelManifest["kind"];

/** R2 key of a file, by its content: never overwritten, since other bytes have another name. */
export function modelFileKey(sha256: string): string {
  return `models/sha256/${sha256}`;
}

/** What the R2 keys of a file's parts begin with: they are kept until the file is put together. */
export function filePartsPrefix(sha256: string): string {
  return `models/parts/${sha256}/`;
}
