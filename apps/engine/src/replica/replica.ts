import { DurableObject } from "cloudflare:workers";
import {
  fail,
  ok,
  type GenerationJob,
  type GenerationManifest,
  type ModelStatus,
  type Result,
  type ServiceError,
  type TokenizeJob,
  type Tokenization,
} from "@steadytext/core";
import type { GenerationEvents, GenerationHost, Runtime } from "@steadytext/llm";
import { engineConfig } from "../config.ts";
import { activeModel, identityOf } from "../model/active-model.ts";
import { hostedRuntime } from "../model/model-host.ts";
import { modelStatus } from "../model/model-status.ts";
import { eventStream } from "./event-stream.ts";
import type { ReplicaService } from "./replica-service.ts";

/** One of the objects that generations are spread over: a shell around the one runtime of its isolate. */
export class Replica extends DurableObject<Env> implements ReplicaService {
  async status(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    const manifest = await activeModel(this.env.MODELS, model);
    return ok(manifest.ok ? modelStatus(manifest.value) : { state: "failed", reason: manifest.error.message });
  }

  async warm(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    const manifest = await activeModel(this.env.MODELS, model);
    // Not awaited: whoever warms wants to know how things stand, not to wait.
    if (manifest.ok) this.ctx.waitUntil(this.#runtime(manifest.value));
    return this.status(model);
  }

  async stream(job: GenerationJob): Promise<Result<ReadableStream<Uint8Array>, ServiceError>> {
    const events = await this.#events(job);
    return events.ok ? ok(eventStream(events.value, job.timeoutMs)) : events;
  }

  async tokenize({ model, content, addSpecial, parseSpecial }: TokenizeJob): Promise<Result<Tokenization, ServiceError>> {
    const runtime = await this.#activeRuntime(model);
    return runtime.ok ? runtime.value.tokenize(content, { addSpecial, parseSpecial }) : runtime;
  }

  async detokenize(model: string, tokens: readonly number[]): Promise<Result<Uint8Array, ServiceError>> {
    const runtime = await this.#activeRuntime(model);
    return runtime.ok ? runtime.value.detokenize(tokens) : runtime;
  }

  async #events(job: GenerationJob): Promise<Result<GenerationEvents, ServiceError>> {
    const deadlineMs = Date.now() + job.timeoutMs;
    const manifest = await activeModel(this.env.MODELS, job.model);
    if (!manifest.ok) return manifest;
    const { modelDigest, engineDigest } = identityOf(manifest.value);
    if (job.modelDigest !== modelDigest || job.engineDigest !== engineDigest) {
      return fail("model_changed", "Another model answers now", { details: { modelDigest, engineDigest } });
    }
    const runtime = await this.#runtime(manifest.value);
    if (!runtime.ok) return runtime;
    return ok(runtime.value.generate(job.request, hostUntil(deadlineMs), job.prefixScope));
  }

  async #activeRuntime(model: string): Promise<Result<Runtime, ServiceError>> {
    const manifest = await activeModel(this.env.MODELS, model);
    return manifest.ok ? this.#runtime(manifest.value) : manifest;
  }

  #runtime(manifest: GenerationManifest): Promise<Result<Runtime, ServiceError>> {
    return hostedRuntime(manifest, {
      bucket: this.env.MODELS,
      limits: engineConfig(this.env),
      keepAlive: (work) => this.ctx.waitUntil(work),
    });
  }
}

/** A caller who goes away returns the iterator of the events, so nothing is asked for cancellation. */
function hostUntil(deadlineMs: number): GenerationHost {
  return {
    cancelled: () => false,
    now: () => Date.now(),
    deadlineMs,
    yieldTask: () => scheduler.wait(0),
    pause: (ms) => scheduler.wait(ms),
  };
}
