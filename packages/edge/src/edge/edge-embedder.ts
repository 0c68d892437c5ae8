import {
  DEADLINES,
  embeddingDigest,
  embedRequest,
  type Embedding,
  type EmbeddingIdentity,
  type EmbeddingInput,
  type EmbeddingManifest,
} from "@steadytext/core";
import { checkDimensions, decodeEmbedding, embedAnswerOf, encodeEmbedding } from "@steadytext/core/answers";
import { embeddingIdentity, embedInputs } from "@steadytext/embedding";
import type { Cache } from "@steadytext/store";
import { waitUntil } from "cloudflare:workers";
import { withMeta, type Answered } from "../client/answer-meta.ts";
import { valueOf } from "../errors/value-of.ts";
import type { EmbedAnswer, EmbedListAnswer } from "../wire/embed.ts";
import { edgeMeta } from "./edge-meta.ts";
import type { EdgeSettings } from "./edge-options.ts";
import { findEmbeddingModel } from "./find-manifest.ts";
import { heldEmbeddingModel } from "./held-model.ts";
import { parseRequest } from "./parse-request.ts";

interface ActiveModel {
  readonly manifest: EmbeddingManifest;
  readonly identity: EmbeddingIdentity;
}

/** What the cache has of some inputs, by their digests. */
interface LookUp {
  readonly found: Map<string, Embedding>;
  readonly answered: boolean;
}

/** What a request says of reading and storing. */
interface Wish {
  readonly truncate: boolean;
  readonly cache?: { readonly no_cache: boolean; readonly no_store: boolean; readonly ttl?: number | undefined } | undefined;
}

/** Vectors in this Worker, from the cache or computed. */
export class EdgeEmbedder {
  readonly #settings: EdgeSettings;
  readonly #cache: Cache;

  constructor(settings: EdgeSettings, cache: Cache) {
    this.#settings = settings;
    this.#cache = cache;
  }

  /** Begins to load the model, and waits for it. */
  async warm(): Promise<EmbeddingIdentity> {
    const active = await this.#active(null);
    await this.#model(active);
    return active.identity;
  }

  /** The answer of `POST /embed`. */
  async embed(asked: object, signal: AbortSignal | undefined): Promise<Answered<EmbedAnswer | EmbedListAnswer>> {
    const body = valueOf(parseRequest(embedRequest, asked));
    const active = await this.#active(body.model ?? null);
    const dimension = valueOf(checkDimensions(body.dimensions, active.identity));
    const inputs = [body.text].flat().map((text) => ({ text, mode: body.mode }));
    const digests = await Promise.all(inputs.map((input) => embeddingDigest(active.identity, input)));
    const { found, answered } = await this.#lookUp(digests, body, active.identity);
    const missing = new Map(digests.flatMap((digest, i) => (found.has(digest) ? [] : [[digest, inputs[i]!] as const])));
    for (const [digest, embedding] of await this.#compute(missing, body, active, signal)) found.set(digest, embedding);
    const embeddings = digests.map((digest) => found.get(digest)!);
    const status = answered ? (missing.size === 0 ? "HIT" : "MISS") : "BYPASS";
    const [only = null] = digests.length === 1 ? digests : [];
    const answer = embedAnswerOf(body, { model: active.identity.name, dimension, embeddings });
    return withMeta(answer, edgeMeta(active.identity, only, status));
  }

  async #active(name: string | null): Promise<ActiveModel> {
    const manifest = valueOf(await findEmbeddingModel(this.#settings, name));
    return { manifest, identity: await embeddingIdentity(manifest) };
  }

  /** Vectors of texts as long as the model takes may be of cut ones, and are of no use to who wants none cut. */
  async #lookUp(digests: readonly string[], { truncate, cache }: Wish, { dimension, maxTokens }: EmbeddingIdentity): Promise<LookUp> {
    const found = new Map<string, Embedding>();
    if (cache?.no_cache === true) return { found, answered: false };
    const values = await this.#cache.entries.getMany(this.#settings.cacheScope, digests);
    if (!values.ok) return { found, answered: false };
    for (const [i, value] of values.value.entries()) {
      const embedding = value && decodeEmbedding(value, dimension);
      if (embedding && (truncate || embedding.tokens < maxTokens)) found.set(digests[i]!, embedding);
    }
    return { found, answered: true };
  }

  async #compute(
    missing: ReadonlyMap<string, EmbeddingInput>,
    { truncate, cache }: Wish,
    active: ActiveModel,
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly [string, Embedding])[]> {
    if (missing.size === 0) return [];
    const model = await this.#model(active);
    const turns = {
      endsAt: Date.now() + DEADLINES.embedMs,
      now: Date.now,
      hasLeft: () => signal?.aborted ?? false,
      takeTurn: () => scheduler.wait(0),
    };
    const rule = { maxTokens: active.identity.maxTokens, truncate };
    const result = await embedInputs(model, { inputs: [...missing.values()] }, rule, turns);
    signal?.throwIfAborted();
    const vectors = valueOf(result);
    const computed = [...missing.keys()].map((digest, i) => [digest, vectors[i]!] as const);
    if (cache?.no_store !== true) this.#store(computed, active.identity, cache?.ttl);
    return computed;
  }

  #store(computed: readonly (readonly [string, Embedding])[], identity: EmbeddingIdentity, ttlSeconds: number | undefined): void {
    const { modelDigest, engineDigest } = identity;
    const rest = { scope: this.#settings.cacheScope, operation: "embed", modelDigest, engineDigest, ttlSeconds } as const;
    waitUntil(this.#cache.entries.putMany(computed.map(([digest, embedding]) => ({ ...rest, digest, value: encodeEmbedding(embedding) }))));
  }

  async #model({ manifest, identity }: ActiveModel) {
    const { r2Bucket, modelLoadMs } = this.#settings;
    const digest = `${identity.modelDigest}/${identity.engineDigest}`;
    return valueOf(await heldEmbeddingModel(digest, manifest, r2Bucket as R2Bucket, modelLoadMs));
  }
}
