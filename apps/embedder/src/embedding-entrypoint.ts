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
import { embedInputs, type EmbeddingModel } from "@steadytext/embedding";
import { parseConfig } from "./config.ts";
import { callerLine } from "./caller-line.ts";
import { InputQueue } from "./input-queue.ts";
import { logError } from "./log.ts";
import { activeModel, type ActiveModel } from "./model/active-model.ts";
import { loadWaitMs, modelHost, sourceOf } from "./model/model-host.ts";
import { Turns } from "./turns.ts";

const queue = new InputQueue(parseConfig(env as unknown as Record<string, unknown>).queueTexts);
const turns = new Turns((ms) => scheduler.wait(ms));

/** Texts of the usual length that an isolate embeds in a second, for the advice when to come back. */
const TEXTS_PER_SECOND = 20;
/** Past its deadline a job only ends what it has begun: a text, and before that a look at the registry. */
const LAST_STEP_MS = 5000;

/** What the other Workers see of the embedder. */
export class EmbeddingEntrypoint extends WorkerEntrypoint<Env> implements EmbeddingService {
  async describe(model: string | null, outdated?: string): Promise<Result<EmbeddingIdentity, ServiceError>> {
    const active = await activeModel(this.env, model, (digest) => digest !== outdated);
    return active.ok ? ok(active.value.identity) : active;
  }

  async status(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    const active = await activeModel(this.env, model);
    return ok(active.ok ? this.#statusOf(active.value) : { state: "failed", reason: active.error.message });
  }

  async warm(model: string | null, outdated?: string): Promise<Result<ModelStatus, ServiceError>> {
    const active = await activeModel(this.env, model, (digest) => digest !== outdated);
    if (!active.ok) return ok({ state: "failed", reason: active.error.message });
    await this.#model(active.value, 0);
    return ok(this.#statusOf(active.value));
  }

  async embed(job: EmbeddingJob, caller?: ReadableStream<Uint8Array>): Promise<Result<readonly Embedding[], ServiceError>> {
    const startedAt = Date.now();
    const endsAt = startedAt + job.timeoutMs;
    const ticket = queue.enter(job.inputs.length, startedAt, endsAt + LAST_STEP_MS);
    if (!ticket) {
      const retryAfterSeconds = Math.ceil(queue.inputs(startedAt) / TEXTS_PER_SECOND);
      return fail("overloaded", "Too many texts are waiting to be embedded: try again later", { retryAfterSeconds });
    }
    const line = callerLine(caller);
    try {
      return await this.#embed(job, endsAt, line.hasLeft);
    } catch (cause) {
      logError("embedding_failed", { cause: String(cause) });
      return fail("internal", "The texts could not be embedded.");
    } finally {
      queue.leave(ticket);
      await line.close();
    }
  }

  async #embed(job: EmbeddingJob, endsAt: number, hasLeft: () => boolean): Promise<Result<readonly Embedding[], ServiceError>> {
    const active = await activeModel(this.env, job.model, (digest) => digest === job.modelDigest);
    if (!active.ok) return active;
    const { identity } = active.value;
    if (job.modelDigest !== identity.modelDigest || job.engineDigest !== identity.engineDigest) {
      const details = { model_digest: identity.modelDigest, engine_digest: identity.engineDigest };
      return fail("model_changed", "Another model became active: try again", { details });
    }
    const model = await this.#model(active.value, loadWaitMs(endsAt - Date.now()));
    if (!model.ok) return model;
    const rule = { maxTokens: identity.maxTokens, truncate: job.truncate };
    const takeTurn = turns.join(() => hasLeft() || Date.now() >= endsAt);
    return embedInputs(model.value, job, rule, { endsAt, now: Date.now, hasLeft, takeTurn });
  }

  #model(active: ActiveModel, waitMs: number): Promise<Result<EmbeddingModel, ServiceError>> {
    return modelHost.get(sourceOf(active, this.env.MODELS), { waitMs, keepAlive: (work) => this.ctx.waitUntil(work) });
  }

  #statusOf(active: ActiveModel): ModelStatus {
    const { identity } = active;
    const status = modelHost.status(sourceOf(active, this.env.MODELS).digest);
    if (status.state === "failed") return { state: "failed", reason: status.error.message, fault: status.fault };
    if (status.state !== "ready") return { state: status.state, identity };
    const { value, loadMs, cause } = status;
    return { state: "ready", identity, wasmBytes: value.wasmBytes, loadMs, cause };
  }
}
