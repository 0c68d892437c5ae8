/// <reference types="@cloudflare/vitest-plugin/types" />

import { env, exports } from "cloudflare:workers";
import {
  embeddingManifest,
  encodePointer,
  modelFileKey,
  pointerCopyKey,
  type Embedding,
  type EmbeddingIdentity,
  type EmbeddingInput,
  type EmbeddingJob,
  type EmbeddingManifest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { vi } from "vitest";
import type { EmbeddingEntrypoint } from "../src/embedding-entrypoint.ts";

type Runtime = EmbeddingManifest["runtime"];

async function published(runtime: Runtime, name: string, body?: unknown): Promise<Response> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (env as unknown as { PUBLISHED: Fetcher }).PUBLISHED.fetch(`http://published/${runtime}/${name}`, init);
}

/** The vectors of texts, cut where they are too long, as Node computes them. */
export async function vectorsInNode(runtime: Runtime, texts: readonly string[]): Promise<number[][]> {
  return (await published(runtime, "vectors", texts)).json();
}

/** The Worker's own entrypoint, called as another Worker calls it. */
export const embedder = (exports as unknown as { EmbeddingEntrypoint: Service<EmbeddingEntrypoint> }).EmbeddingEntrypoint;

async function publishedManifest(runtime: Runtime): Promise<EmbeddingManifest> {
  return embeddingManifest.parse(await (await published(runtime, "manifest")).json());
}

/** The default model's manifest for each runtime. */
export const manifests: Readonly<Record<Runtime, EmbeddingManifest>> = {
  "kernel-encoder": await publishedManifest("kernel-encoder"),
  "onnxruntime-web": await publishedManifest("onnxruntime-web"),
};
export const manifest = manifests["kernel-encoder"];

export async function putWeights(runtime: Runtime = "kernel-encoder"): Promise<void> {
  await env.MODELS.put(modelFileKey(manifests[runtime].file.sha256), await (await published(runtime, "weights")).arrayBuffer());
}

export async function putTokenizer(): Promise<void> {
  await env.MODELS.put(modelFileKey(manifest.tokenizer.sha256), await (await published("kernel-encoder", "tokenizer")).arrayBuffer());
}

let revision = 0;

/** Lets a manifest answer, as the registry's copies of its pointers say it. */
export async function activate(active: EmbeddingManifest): Promise<void> {
  revision += 1;
  const copy = encodePointer({ revision, manifest: active });
  for (const name of [null, active.name]) await env.POINTERS.put(pointerCopyKey({ kind: "embed", name }), copy);
}

/** Makes the copies useless; the registry of these tests says what they say. */
export async function damageCopies(): Promise<void> {
  for (const name of [null, manifest.name]) await env.POINTERS.put(pointerCopyKey({ kind: "embed", name }), "{");
}

let aheadMs = 0;

/** Makes the default model answer in one of its runtimes; the isolate looks again at once, not when its hold ends. */
export async function useRuntime(runtime: Runtime, change: Partial<EmbeddingManifest> = {}): Promise<void> {
  await Promise.all([putWeights(runtime), putTokenizer()]);
  await activate({ ...manifests[runtime], ...change });
  vi.useFakeTimers({ toFake: ["Date"] });
  aheadMs += 61_000;
  vi.setSystemTime(Date.now() + aheadMs);
  await identity();
  vi.useRealTimers();
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
  caller?: ReadableStream<Uint8Array>,
): Promise<Result<readonly Embedding[], ServiceError>> {
  const { name: model, modelDigest, engineDigest } = await identity();
  const job = { model, modelDigest, engineDigest, inputs: inputs.map(inputOf), truncate: false, timeoutMs: 60_000 };
  return await (caller === undefined ? embedder.embed({ ...job, ...more }) : embedder.embed({ ...job, ...more }, caller));
}

function inputOf(input: string | readonly number[]): EmbeddingInput {
  return typeof input === "string" ? { text: input, mode: "query" } : { tokens: input };
}

/** The embeddings of inputs that must not fail, however long the load takes and whatever was activated meanwhile. */
export async function mustEmbed(
  inputs: readonly (string | readonly number[])[],
  more: Partial<EmbeddingJob> = {},
): Promise<readonly Embedding[]> {
  const result = await embed(inputs, more);
  if (result.ok) return result.value;
  if (["model_loading", "model_changed"].includes(result.error.code)) return mustEmbed(inputs, more);
  throw new Error(`${result.error.code}: ${result.error.message}`);
}
