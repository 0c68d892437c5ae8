import { DurableObject } from "cloudflare:workers";
import {
  fail,
  nameToKeepWarm,
  ok,
  type GenerationJob,
  type GenerationManifest,
  type ModelStatus,
  type Result,
  type ServiceError,
  type TokenizeJob,
  type Tokenization,
} from "@steadytext/core";
import type { Runtime } from "@steadytext/llm";
import { ForwardingNotes } from "../coalescing/forwarding-notes.ts";
import { GenerationHub } from "../coalescing/generation-hub.ts";
import { engineConfig } from "../config.ts";
import { activeModel, identityOf } from "../model/active-model.ts";
import { hostedManifest, hostedRuntime } from "../model/model-host.ts";
import { isolateLoad, type IsolateLoad } from "../model/isolate-load.ts";
import { modelStatus } from "../model/model-status.ts";
import { eventStream } from "./event-stream.ts";
import { PullHost } from "./pull-host.ts";
import { replicaLoad } from "./replica-load.ts";
import { SharedTurn } from "./shared-turn.ts";
import type { ReplicaService, StreamReply } from "./replica-service.ts";

/** What each object of this isolate has running, by its id. */
const generationsOf = new Map<string, GenerationHub>();

/** One of the objects that generations are spread over: a shell around the one runtime of its isolate. */
export class Replica extends DurableObject<Env> implements ReplicaService {
  readonly #config = engineConfig(this.env);
  readonly #generations = new GenerationHub();
  readonly #forwarded = new ForwardingNotes();
  readonly #turn = new SharedTurn(Date.now);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    // An object that is made anew has lost its callers: what its predecessor left running here holds pages for nobody.
    const id = ctx.id.toString();
    generationsOf.get(id)?.stop();
    generationsOf.set(id, this.#generations);
  }

  async status(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    const manifest = await activeModel(this.env, model);
    return ok(manifest.ok ? modelStatus(manifest.value) : { state: "failed", reason: manifest.error.message });
  }

  async load(): Promise<Result<IsolateLoad, ServiceError>> {
    return ok(isolateLoad());
  }

  async warm(model: string | null, outdated?: string): Promise<Result<ModelStatus, ServiceError>> {
    const manifest = await activeModel(this.env, model, (digest) => digest !== outdated);
    // Waits for nothing: whoever warms wants to know how things stand.
    if (manifest.ok) await this.#runtime(manifest.value, 0);
    return this.status(model);
  }

  async keepWarm(): Promise<Result<ModelStatus, ServiceError>> {
    const held = hostedManifest()?.name ?? null;
    return this.warm(await nameToKeepWarm(held, (name) => activeModel(this.env, name)));
  }

  async stream(job: GenerationJob, alternative: string | null, streamedMs: number): Promise<Result<StreamReply, ServiceError>> {
    const { maxQueued, loadLimit, maxStreamMs } = this.#config;
    const timeoutMs = Math.min(job.timeoutMs, this.#config.generateMs);
    const deadlineMs = Date.now() + timeoutMs;
    const manifest = await this.#manifestFor(job);
    if (!manifest.ok) return manifest;
    const engine = modelStatus(manifest.value).state === "ready" ? "warm" : "cold";
    const waitMs = Math.min(this.#config.modelLoadMs, deadlineMs - Date.now());
    const runtime = await this.#runtime(manifest.value, waitMs);
    if (!runtime.ok) return runtime;

    const key = `${job.requestDigest}/${job.prefixScope}`;
    const host = new PullHost(deadlineMs, runtime.value, this.#turn);
    const load = replicaLoad(runtime.value.load, this.#generations.size, maxQueued);
    if (alternative !== null && !this.#generations.isRunning(key)) {
      const movedTo = this.#forwarded.find(key, Date.now()) ?? (load > loadLimit ? alternative : null);
      if (movedTo !== null) {
        this.#forwarded.add(key, movedTo, deadlineMs);
        return ok({ load, movedTo });
      }
    }
    const joined = this.#generations.join({
      key,
      host,
      // Log-probabilities are too large to stay in memory.
      keeps: job.fresh !== true && job.request.logprobs === null,
      begin: (onEnd) => runtime.value.share(job.request, job.prefixScope, onEnd),
    });
    return ok({ load, answer: eventStream({ ...joined, host, engine, timeoutMs, maxStreamMs, streamedMs }) });
  }

  async tokenize({ model, content, addSpecial, parseSpecial }: TokenizeJob): Promise<Result<Tokenization, ServiceError>> {
    const runtime = await this.#activeRuntime(model);
    return runtime.ok ? runtime.value.tokenize(content, { addSpecial, parseSpecial }) : runtime;
  }

  async detokenize(model: string, tokens: readonly number[]): Promise<Result<Uint8Array, ServiceError>> {
    const runtime = await this.#activeRuntime(model);
    return runtime.ok ? runtime.value.detokenize(tokens) : runtime;
  }

  async #manifestFor(job: GenerationJob): Promise<Result<GenerationManifest, ServiceError>> {
    const isMeant = (digest: string) => digest === job.modelDigest;
    const manifest = await activeModel(this.env, job.model, isMeant);
    if (!manifest.ok) return manifest;
    const { modelDigest, engineDigest } = identityOf(manifest.value);
    if (isMeant(modelDigest) && job.engineDigest === engineDigest) return manifest;
    return fail("model_changed", "Another model answers now", { details: { modelDigest, engineDigest } });
  }

  async #activeRuntime(model: string): Promise<Result<Runtime, ServiceError>> {
    const manifest = await activeModel(this.env, model);
    return manifest.ok ? this.#runtime(manifest.value) : manifest;
  }

  #runtime(manifest: GenerationManifest, waitMs = this.#config.modelLoadMs): Promise<Result<Runtime, ServiceError>> {
    return hostedRuntime(manifest, {
      bucket: this.env.MODELS,
      limits: this.#config,
      waitMs,
      keepAlive: (work) => this.ctx.waitUntil(work),
    });
  }
}
