import type { Embedding, EmbeddingIdentity } from "@steadytext/core";
import { decodeEmbedding, encodeEmbedding } from "@steadytext/core/answers";
import type { Admission } from "../auth/admission.ts";
import type { RequestContext } from "../context.ts";
import type { Computed, DigestedInput } from "./compute-embeddings.ts";
import type { EmbedAsk } from "./embed-inputs.ts";

/**
 * The vectors that the cache has, by digest; null where it was not asked or did not answer. Those of texts as long as the model takes may be
 * of cut ones, and are of no use to who wants none cut: the embedder tells which it is.
 */
export async function lookUp(
  inputs: readonly DigestedInput[],
  { policy, truncate }: EmbedAsk,
  { dimension, maxTokens }: EmbeddingIdentity,
  { cacheScope }: Admission,
  { cache, timing, within }: RequestContext,
): Promise<readonly (readonly [string, Embedding])[] | null> {
  if (!policy.read) return null;
  const digests = inputs.map(({ digest }) => digest);
  const values = await timing.measure("cache", () => cache.getMany(cacheScope, digests, within));
  if (values === "bypass") return null;
  return digests.flatMap((digest, i) => {
    const embedding = decodeEmbedding(values[i] ?? new Uint8Array(0), dimension);
    const isUsable = embedding && (truncate || embedding.tokens < maxTokens);
    return isUsable ? [[digest, embedding] as const] : [];
  });
}

/** Stores vectors after the answer. */
export function store(
  computed: Computed,
  { ttlSeconds }: EmbedAsk,
  { modelDigest, engineDigest }: EmbeddingIdentity,
  { cacheScope: scope }: Admission,
  { cache, waitUntil }: RequestContext,
): void {
  if (computed.length === 0) return;
  const entries = computed.map(([digest, embedding]) => {
    const value = encodeEmbedding(embedding);
    return { scope, digest, operation: "embed", modelDigest, engineDigest, value, ttlSeconds } as const;
  });
  waitUntil(cache.putMany(entries));
}
