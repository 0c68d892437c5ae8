import {
  effectiveGenerate,
  generateRequest,
  generationDigest,
  type EffectiveGenerateRequest,
  type GenerateRequest,
  type Generation,
  type GenerationIdentity,
  type GenerationManifest,
} from "@steadytext/core";
import { decodeGeneration, encodeGeneration, generateAnswerOf, tokenEventOf } from "@steadytext/core/answers";
import { ENGINE_DIGEST, type GenerationEvents } from "@steadytext/llm";
import type { Cache } from "@steadytext/store";
import { waitUntil } from "cloudflare:workers";
import type { AnswerMeta } from "../client/answer-meta.ts";
import { errorOfFailure } from "../errors/error-of-failure.ts";
import { valueOf } from "../errors/value-of.ts";
import type { GenerateAnswer, TokenEvent } from "../wire/generate.ts";
import { EdgeHost } from "./edge-host.ts";
import { edgeMeta } from "./edge-meta.ts";
import type { EdgeSettings } from "./edge-options.ts";
import { findGenerationModel } from "./find-manifest.ts";
import { heldRuntime } from "./held-model.ts";
import { parseRequest } from "./parse-request.ts";

/** A generation that is asked for, with what decides its bytes. */
interface Ask {
  readonly body: GenerateRequest;
  readonly request: EffectiveGenerateRequest;
  readonly manifest: GenerationManifest;
  readonly identity: GenerationIdentity;
  readonly digest: string;
}

type Events = AsyncGenerator<TokenEvent | GenerateAnswer, void, undefined>;

/** Generations in this Worker, from the cache or computed. */
export class EdgeGenerator {
  readonly #settings: EdgeSettings;
  readonly #cache: Cache;

  constructor(settings: EdgeSettings, cache: Cache) {
    this.#settings = settings;
    this.#cache = cache;
  }

  /** Begins to load the model, and waits for it. */
  async warm(): Promise<GenerationIdentity> {
    const manifest = valueOf(await findGenerationModel(this.#settings, null));
    await this.#runtime(manifest);
    return identityOf(manifest);
  }

  /** A token an event, then the whole answer: what the service streams. Leaving the loop ends the generation. */
  async *events(asked: object, signal: AbortSignal | undefined, onOpen: (meta: AnswerMeta) => void): Events {
    const ask = await this.#ask(asked);
    const stored = await this.#lookUp(ask);
    const isStored = typeof stored === "object";
    onOpen(edgeMeta(ask.identity, ask.digest, isStored ? "HIT" : stored));
    if (isStored) {
      for (const [index, piece] of stored.pieces.entries()) yield tokenEventOf(piece, index);
      yield generateAnswerOf(stored, ask.identity.name, true);
    } else {
      yield* this.#compute(ask, signal);
    }
  }

  async #ask(asked: object): Promise<Ask> {
    const body = valueOf(parseRequest(generateRequest, asked));
    const request = valueOf(effectiveGenerate(body));
    const manifest = valueOf(await findGenerationModel(this.#settings, body.model ?? null));
    const identity = identityOf(manifest);
    return { body, request, manifest, identity, digest: await generationDigest(identity, request) };
  }

  async #lookUp({ body, digest }: Ask): Promise<Generation | "MISS" | "BYPASS"> {
    if (body.cache?.no_cache === true) return "BYPASS";
    const found = await this.#cache.entries.get(this.#settings.cacheScope, digest);
    if (!found.ok) return "BYPASS";
    return (found.value && decodeGeneration(found.value)) ?? "MISS";
  }

  async *#compute(ask: Ask, signal: AbortSignal | undefined): Events {
    const runtime = await this.#runtime(ask.manifest);
    const host = new EdgeHost(this.#settings.generateMs, signal);
    const events = runtime.generate(ask.request, host, this.#settings.cacheScope);
    try {
      const generation = yield* told(events, signal);
      this.#store(ask, generation);
      yield generateAnswerOf(generation, ask.identity.name, false);
    } finally {
      await events.return();
    }
  }

  #store({ body, digest, identity }: Ask, generation: Generation): void {
    if (body.cache?.no_store === true) return;
    const { modelDigest, engineDigest } = identity;
    const value = encodeGeneration(generation);
    const ttlSeconds = body.cache?.ttl;
    const entry = {
      scope: this.#settings.cacheScope,
      digest,
      operation: "generate",
      modelDigest,
      engineDigest,
      value,
      ttlSeconds,
    } as const;
    // A store that fails says so in the log; the answer is the same without it.
    waitUntil(this.#cache.entries.put(entry));
  }

  async #runtime(manifest: GenerationManifest) {
    return valueOf(await heldRuntime(manifest, this.#settings.r2Bucket as R2Bucket, this.#settings.modelLoadMs));
  }
}

async function* told(events: GenerationEvents, signal: AbortSignal | undefined): AsyncGenerator<TokenEvent, Generation, undefined> {
  for await (const event of events) {
    if (event.type === "token") yield tokenEventOf(event, event.index);
    if (event.type === "done") return event.generation;
    if (event.type !== "error") continue;
    if (event.error.code === "cancelled") signal?.throwIfAborted();
    throw errorOfFailure(event.error);
  }
  throw errorOfFailure({ code: "internal", message: "The generation ended without an answer." });
}

function identityOf({ name, version, created, contextLength, file }: GenerationManifest): GenerationIdentity {
  return { name, version, created, contextLength, modelDigest: file.sha256, engineDigest: ENGINE_DIGEST };
}
