import type { Activation, ModelManifest, PublishedModel } from "@steadytext/core";
import { z } from "zod";

const shownVersion = z.looseObject({
  version: z.string(),
  model_digest: z.string(),
  size: z.int(),
  license: z.string(),
  created: z.int().describe("Unix seconds"),
});

const shownActivation = z.strictObject({
  sequence: z.int(),
  version: z.string(),
  model_digest: z.string().describe("SHA-256 of its weights"),
  action: z.enum(["activate", "rollback"]),
  at: z.string().describe("ISO 8601"),
});
export const shownHistory = z.array(shownActivation);

/** A name with its versions, as operators see it. */
export const shownModel = z.strictObject({
  name: z.string(),
  kind: z.enum(["generate", "embed"]),
  default: z.boolean().describe("Whether it answers where a request names no model"),
  active: z.string().nullable().describe("The version that answers"),
  sequence: z.int().describe("For if_sequence: rises with each activation, rollback and removal"),
  versions: z.array(shownVersion),
  history: shownHistory.describe("The latest changes of what answers, newest first"),
});

export function showModel({ name, kind, isDefault, active, sequence, versions, history }: PublishedModel): z.infer<typeof shownModel> {
  return { name, kind, default: isDefault, active, sequence, versions: versions.map(showVersion), history: showHistory(history) };
}

export function showHistory(history: readonly Activation[]): z.infer<typeof shownHistory> {
  return history.map(({ sequence, version, modelDigest, action, atMs }) => ({
    sequence,
    version,
    model_digest: modelDigest,
    action,
    at: new Date(atMs).toISOString(),
  }));
}

/** A version with what its kind has beside the common fields. */
export function showVersion(manifest: ModelManifest): z.infer<typeof shownVersion> {
  const { version, license, created, file } = manifest;
  const common = { version, model_digest: file.sha256, size: file.size, license, created };
  if (manifest.kind === "generate") return { ...common, context_length: manifest.contextLength };
  const { runtime, dimension, maxTokens, tokenizer, inputs, output, pooling, normalization, prefixes } = manifest;
  const way = { runtime, inputs, output, pooling, normalization, prefixes };
  return { ...common, tokenizer_digest: tokenizer.sha256, dimension, max_tokens: maxTokens, ...way };
}
