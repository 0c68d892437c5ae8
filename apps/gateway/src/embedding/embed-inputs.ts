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
import type { Admission, AdmittedWork } from "../auth/admission.ts";
import type { CacheStatus } from "../caching/result-cache.ts";
import type { RequestContext } from "../context.ts";
import type { CachePolicy } from "../http/cache-control.ts";
import { mostEmbeddingTokens } from "../limits/most-tokens.ts";
import { computeEmbeddings, type Computed, type DigestedInput } from "./compute-embeddings.ts";
import { lookUp, store } from "./stored-embeddings.ts";

/** What to embed with one model. */
export interface EmbedAsk {
  readonly inputs: readonly EmbeddingInput[];
  /** Path of an input in the request, for what is said of it. */
  readonly field: (index: number) => string;
  readonly truncate: boolean;
  readonly policy: CachePolicy;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
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
  const { inputs, policy } = ask;
  const digests = await Promise.all(inputs.map((input) => embeddingDigest(identity, input)));
  const distinct = distinctInputs(digests, inputs);
  const found = await lookUp(distinct, ask, identity, admission, context);
  const vectors = new Map(found ?? []);
  const missing = distinct.filter(({ digest }) => !vectors.has(digest));
  const admitted = await admission.admit({ model: identity.name, ...workOf(missing, identity) });
  if (!admitted.ok) return admitted;
  if (missing.length > 0 && policy.onlyIfCached) {
    return fail("not_cached", "There is no stored answer to this request: send it without only-if-cached");
  }
  const computed = await settled(admission, computeEmbeddings(missing, ask, identity, context));
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

/** What is computed of a request, at most; nothing where the cache has all. */
function workOf(missing: readonly DigestedInput[], { maxTokens }: EmbeddingIdentity): AdmittedWork {
  const inputs = missing.map(({ input }) => input);
  return inputs.length === 0 ? { cached: true } : { tokens: mostEmbeddingTokens(inputs, maxTokens) };
}

/** Settles a request's tokens with what its computation used; one that is tried again with another model is settled by its second try. */
async function settled(admission: Admission, work: Promise<Result<Computed, ServiceError>>): Promise<Result<Computed, ServiceError>> {
  let promptTokens = 0;
  let goesOn = false;
  try {
    const computed = await work;
    goesOn = !computed.ok && computed.error.code === "model_changed";
    if (computed.ok) promptTokens = computed.value.reduce((sum, [, { tokens }]) => sum + tokens, 0);
    return computed;
  } finally {
    if (!goesOn) await admission.settle({ promptTokens, completionTokens: 0 });
  }
}
