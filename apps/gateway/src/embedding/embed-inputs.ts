import {
  embeddingDigest,
  fail,
  ok,
  type Embedding,
  type EmbeddingIdentity,
  type EmbeddingInput,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { Admission } from "../auth/admission.ts";
import { decodeEmbedding, encodeEmbedding } from "../caching/embedding-value.ts";
import type { CacheStatus } from "../caching/result-cache.ts";
import type { RequestContext } from "../context.ts";
import type { CachePolicy } from "../http/cache-control.ts";
import { computeEmbeddings, type DigestedInput } from "./compute-embeddings.ts";

/** What to embed with one model. */
export interface EmbedAsk {
  readonly inputs: readonly EmbeddingInput[];
  /** Path of an input in the request, for what is said of it. */
  readonly field: (index: number) => string;
  readonly truncate: boolean;
  readonly policy: CachePolicy;
  /** Lifetime of the stored vectors where the caller says one; else the cache has its own. */
  readonly ttlSeconds: number | undefined;
}

/** One vector an input, in their order. */
export interface EmbeddedInputs {
  readonly embeddings: readonly Embedding[];
  readonly digests: readonly string[];
  /** HIT where every vector came from the cache. */
  readonly status: CacheStatus;
}

/** Embeds inputs: what the cache has is taken from it, each other one is computed once, in one call, and stored after the answer. */
export async function embedInputs(
  ask: EmbedAsk,
  identity: EmbeddingIdentity,
  admission: Admission,
  context: RequestContext,
): Promise<Result<EmbeddedInputs, ServiceError>> {
  const { inputs, truncate, policy } = ask;
  const digests = await Promise.all(inputs.map((input) => embeddingDigest(identity, { ...input, truncate })));
  const distinct = distinctInputs(digests, inputs);
  const [found, admitted] = await Promise.all([lookUp(distinct, ask, identity, admission, context), admission.admitted]);
  if (!admitted.ok) return admitted;
  const vectors = new Map(found ?? []);
  const missing = distinct.filter(({ digest }) => !vectors.has(digest));
  if (missing.length > 0 && policy.onlyIfCached) {
    return fail("not_cached", "There is no stored answer to this request: send it without only-if-cached");
  }
  const computed = await computeEmbeddings(missing, ask, identity, context);
  if (!computed.ok) return computed;
  for (const [digest, embedding] of computed.value) vectors.set(digest, embedding);
  if (policy.store) store(computed.value, ask, identity, admission, context);
  const embeddings = digests.map((digest) => vectors.get(digest) as Embedding);
  return ok({ embeddings, digests, status: found === null ? "BYPASS" : missing.length === 0 ? "HIT" : "MISS" });
}

/** The first of each run of equal inputs. */
function distinctInputs(digests: readonly string[], inputs: readonly EmbeddingInput[]): readonly DigestedInput[] {
  const first = new Map<string, DigestedInput>();
  for (const [index, input] of inputs.entries()) {
    const digest = digests[index] as string;
    if (!first.has(digest)) first.set(digest, { digest, input, index });
  }
  return [...first.values()];
}

/** The vectors that the cache has, by digest; null where it was not asked or did not answer. */
async function lookUp(
  inputs: readonly DigestedInput[],
  { policy }: EmbedAsk,
  { dimension }: EmbeddingIdentity,
  { cacheScope }: Admission,
  { cache, timing }: RequestContext,
): Promise<readonly (readonly [string, Embedding])[] | null> {
  if (!policy.read) return null;
  const digests = inputs.map(({ digest }) => digest);
  const values = await timing.measure("cache", () => cache.getMany(cacheScope, digests));
  if (values === "bypass") return null;
  return digests.flatMap((digest, i) => {
    const embedding = decodeEmbedding(values[i] ?? new Uint8Array(0), dimension);
    return embedding ? [[digest, embedding] as const] : [];
  });
}

function store(
  computed: readonly (readonly [string, Embedding])[],
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
