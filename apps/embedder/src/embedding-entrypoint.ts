import { env, WorkerEntrypoint } from "cloudflare:workers";
import {
  fail,
  ok,
  type Embedding,
  type EmbeddingIdentity,
  type EmbeddingJob,
  type EmbeddingService,
  type ModelStatus,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { parseConfig } from "./config.ts";
import { embedTexts } from "./embed-texts.ts";
import { activeModel, type ActiveModel } from "./model/active-model.ts";
import type { EmbeddingModel } from "./model/embedding-model.ts";
import { loadWaitMs, modelHost, sourceOf } from "./model/model-host.ts";
import { wasmMemoryBytes } from "./runtimes/onnx-wasm.ts";
import { TextQueue } from "./text-queue.ts";

const queue = new TextQueue(parseConfig(env as unknown as Record<string, unknown>).queueTexts);

/** Texts that an isolate embeds in a second at least, for the advice when to come back. */
const TEXTS_PER_SECOND = 5;

/** What the other Workers see of the embedder. */
export class EmbeddingEntrypoint extends WorkerEntrypoint<Env> implements EmbeddingService {
  async describe(model: string | null): Promise<Result<EmbeddingIdentity, ServiceError>> {
    const active = await activeModel(this.env.MODELS, model);
    return active.ok ? ok(active.value.identity) : active;
  }

  async status(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    const active = await activeModel(this.env.MODELS, model);
    return ok(active.ok ? this.#statusOf(active.value) : { state: "failed", reason: active.error.message });
  }

  async warm(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    const active = await activeModel(this.env.MODELS, model);
    if (!active.ok) return ok({ state: "failed", reason: active.error.message });
    await this.#model(active.value, 0);
    return ok(this.#statusOf(active.value));
  }

  async embed(job: EmbeddingJob): Promise<Result<readonly Embedding[], ServiceError>> {
    const startedAt = Date.now();
    const endsAt = startedAt + job.timeoutMs;
    const ticket = queue.enter(job.texts.length, startedAt, endsAt);
    if (!ticket) {
      const retryAfterSeconds = Math.ceil(queue.texts(startedAt) / TEXTS_PER_SECOND);
      return fail("overloaded", "Too many texts are waiting to be embedded. Try again later.", { retryAfterSeconds });
    }
    try {
      return await this.#embed(job, endsAt);
    } finally {
      queue.leave(ticket);
    }
  }

  async #embed(job: EmbeddingJob, endsAt: number): Promise<Result<readonly Embedding[], ServiceError>> {
    const active = await activeModel(this.env.MODELS, job.model);
    if (!active.ok) return active;
    const { identity } = active.value;
    if (job.modelDigest !== identity.modelDigest || job.engineDigest !== identity.engineDigest) {
      const details = { model_digest: identity.modelDigest, engine_digest: identity.engineDigest };
      return fail("model_changed", "Another model became active. Try again.", { details });
    }
    const model = await this.#model(active.value, loadWaitMs(endsAt - Date.now()));
    if (!model.ok) return model;
    return embedTexts(model.value, job, {
      maxTokens: identity.maxTokens,
      endsAt,
      now: Date.now,
      yieldTurn: () => scheduler.wait(0),
    });
  }

  #model(active: ActiveModel, waitMs: number): Promise<Result<EmbeddingModel, ServiceError>> {
    return modelHost.get(sourceOf(active, this.env.MODELS), { waitMs, keepAlive: (work) => this.ctx.waitUntil(work) });
  }

  #statusOf(active: ActiveModel): ModelStatus {
    const { identity } = active;
    const status = modelHost.status();
    if (status.state === "unloaded" || status.digest !== sourceOf(active, this.env.MODELS).digest) return { state: "unloaded", identity };
    if (status.state === "ready") return { state: "ready", identity, wasmBytes: wasmMemoryBytes() };
    return status.state === "loading" ? { state: "loading", identity } : { state: "failed", reason: status.error.message };
  }
}
