import {
  DEADLINES,
  embeddingDigest,
  fail,
  ok,
  type Embedding,
  type EmbeddingIdentity,
  type EmbedRequest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { Admission } from "../auth/admission.ts";
import { decodeEmbedding, encodeEmbedding } from "../caching/embedding-value.ts";
import type { CacheStatus } from "../caching/result-cache.ts";
import type { RequestContext } from "../context.ts";
import type { CachePolicy } from "../http/cache-control.ts";
import { callService } from "../services/call-service.ts";

/** The embedder keeps its own deadline, and may first have to load its model; this one is for an embedder that does not. */
const DEADLINE_MS = DEADLINES.embedMs + DEADLINES.modelLoadMs;

/** Texts to embed with one model. */
export interface EmbedAsk {
  readonly texts: readonly string[];
  readonly mode: EmbedRequest["mode"];
  readonly truncate: boolean;
  readonly policy: CachePolicy;
}

/** One vector a text, in the texts' order. */
export interface EmbeddedTexts {
  readonly embeddings: readonly Embedding[];
  readonly digests: readonly string[];
  /** HIT where every text came from the cache. */
  readonly status: CacheStatus;
}

/** Embeds texts: what the cache has is taken from it, each other text is computed once, in one call, and stored after the answer. */
export async function embedTexts(
  ask: EmbedAsk,
  identity: EmbeddingIdentity,
  admission: Admission,
  context: RequestContext,
): Promise<Result<EmbeddedTexts, ServiceError>> {
  const { mode, truncate, policy } = ask;
  const digests = await Promise.all(ask.texts.map((text) => embeddingDigest(identity, { text, mode, truncate })));
  const textOf = new Map(digests.map((digest, i) => [digest, ask.texts[i] ?? ""]));
  const [found, admitted] = await Promise.all([lookUp([...textOf.keys()], ask, identity, admission, context), admission.admitted]);
  if (!admitted.ok) return admitted;
  const vectors = new Map(found ?? []);
  const missing = [...textOf].filter(([digest]) => !vectors.has(digest));
  if (missing.length > 0 && policy.onlyIfCached) {
    return fail("not_cached", "There is no stored answer to this request: send it without only-if-cached");
  }
  const computed = await compute(missing, ask, identity, context);
  if (!computed.ok) return computed;
  for (const [digest, embedding] of computed.value) vectors.set(digest, embedding);
  if (policy.store) store(computed.value, identity, admission, context);
  const embeddings = digests.map((digest) => vectors.get(digest) as Embedding);
  return ok({ embeddings, digests, status: found === null ? "BYPASS" : missing.length === 0 ? "HIT" : "MISS" });
}

/** The vectors that the cache has, by digest; null where it was not asked or did not answer. */
async function lookUp(
  digests: readonly string[],
  { policy }: EmbedAsk,
  { dimension }: EmbeddingIdentity,
  { cacheScope }: Admission,
  { cache, timing }: RequestContext,
): Promise<readonly (readonly [string, Embedding])[] | null> {
  if (!policy.read) return null;
  const values = await timing.measure("cache", () => cache.getMany(cacheScope, digests));
  if (values === "bypass") return null;
  return digests.flatMap((digest, i) => {
    const embedding = decodeEmbedding(values[i] ?? new Uint8Array(0), dimension);
    return embedding ? [[digest, embedding] as const] : [];
  });
}

type Computed = readonly (readonly [digest: string, embedding: Embedding])[];

async function compute(
  missing: readonly (readonly [string, string])[],
  { mode, truncate }: EmbedAsk,
  { name: model, modelDigest, engineDigest, dimension }: EmbeddingIdentity,
  { embedder, requestId, timing }: RequestContext,
): Promise<Result<Computed, ServiceError>> {
  if (missing.length === 0) return ok([]);
  const job = { model, modelDigest, engineDigest, texts: missing.map(([, text]) => text), mode, truncate, timeoutMs: DEADLINES.embedMs };
  const call = { service: "embedder", requestId, deadlineMs: DEADLINE_MS } as const;
  const result = await timing.measure("embedder", () => callService(call, () => embedder.embed(job)));
  if (!result.ok) return result;
  if (result.value.length !== missing.length || result.value.some(({ vector }) => vector.byteLength !== 4 * dimension)) {
    throw new Error("the embedder answered with other vectors than were asked for");
  }
  return ok(missing.map(([digest], i) => [digest, result.value[i] as Embedding] as const));
}

function store(
  computed: Computed,
  identity: EmbeddingIdentity,
  { cacheScope: scope }: Admission,
  { cache, waitUntil }: RequestContext,
): void {
  if (computed.length === 0) return;
  const { modelDigest, engineDigest } = identity;
  const entries = computed.map(([digest, embedding]) => {
    return { scope, digest, operation: "embed", modelDigest, engineDigest, value: encodeEmbedding(embedding) } as const;
  });
  waitUntil(cache.putMany(entries));
}
