import { env, exports } from "cloudflare:workers";
import {
  activeManifestKey,
  embeddingManifest,
  modelFileKey,
  type Embedding,
  type EmbeddingIdentity,
  type EmbeddingInput,
  type EmbeddingJob,
  type EmbeddingManifest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { EmbeddingEntrypoint } from "../src/embedding-entrypoint.ts";

async function published(name: string): Promise<Response> {
  return (env as unknown as { PUBLISHED: Fetcher }).PUBLISHED.fetch(`http://published/${name}`);
}

/** The Worker's own entrypoint, called as another Worker calls it. */
export const embedder = (exports as unknown as { EmbeddingEntrypoint: Service<EmbeddingEntrypoint> }).EmbeddingEntrypoint;

export const manifest: EmbeddingManifest = embeddingManifest.parse(await (await published("manifest")).json());

export async function putWeights(): Promise<void> {
  await env.MODELS.put(modelFileKey(manifest.file.sha256), await (await published("weights")).arrayBuffer());
}

export async function putTokenizer(): Promise<void> {
  await env.MODELS.put(modelFileKey(manifest.tokenizer.sha256), await (await published("tokenizer")).arrayBuffer());
}

export async function activate(active: EmbeddingManifest): Promise<void> {
  await env.MODELS.put(activeManifestKey("embed"), JSON.stringify(active));
}

export async function identity(): Promise<EmbeddingIdentity> {
  const described = await embedder.describe(null);
  if (!described.ok) throw new Error(described.error.message);
  return described.value;
}

/** Embeds texts, or token ids, with the active model. */
export async function embed(
  inputs: readonly (string | readonly number[])[],
  more: Partial<EmbeddingJob> = {},
): Promise<Result<readonly Embedding[], ServiceError>> {
  const { name: model, modelDigest, engineDigest } = await identity();
  const job = { model, modelDigest, engineDigest, inputs: inputs.map(inputOf), truncate: false, timeoutMs: 60_000 };
  return await embedder.embed({ ...job, ...more });
}

function inputOf(input: string | readonly number[]): EmbeddingInput {
  return typeof input === "string" ? { text: input, mode: "query" } : { tokens: input };
}

/** The embeddings of inputs that must not fail, however long the load takes. */
export async function mustEmbed(
  inputs: readonly (string | readonly number[])[],
  more: Partial<EmbeddingJob> = {},
): Promise<readonly Embedding[]> {
  const result = await embed(inputs, more);
  if (result.ok) return result.value;
  if (result.error.code === "model_loading") return mustEmbed(inputs, more);
  throw new Error(`${result.error.code}: ${result.error.message}`);
}
