import { WorkerEntrypoint } from "cloudflare:workers";
import {
  fail,
  ok,
  type GenerationIdentity,
  type GenerationJob,
  type GenerationService,
  type ModelStatus,
  type Result,
  type ServiceError,
  type TokenizeJob,
  type Tokenization,
} from "@steadytext/core";
import { engineConfig } from "./config.ts";
import { logError } from "./log.ts";
import { activeModel, identityOf } from "./model/active-model.ts";
import type { ReplicaService } from "./replica/replica-service.ts";
import { replicaName } from "./routing/replica-name.ts";

/** Calls that belong to no request meet in the first replica. */
const ANY_DIGEST = "0".repeat(64);

/** What the other Workers see of the engine: it chooses the replica, which does the work. */
export class GenerationEntrypoint extends WorkerEntrypoint<Env> implements GenerationService {
  async describe(model: string | null): Promise<Result<GenerationIdentity, ServiceError>> {
    const manifest = await activeModel(this.env.MODELS, model);
    return manifest.ok ? ok(identityOf(manifest.value)) : manifest;
  }

  status(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    return this.#ask(ANY_DIGEST, (replica) => replica.status(model));
  }

  warm(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    return this.#ask(ANY_DIGEST, (replica) => replica.warm(model));
  }

  stream(job: GenerationJob): Promise<Result<ReadableStream<Uint8Array>, ServiceError>> {
    return this.#ask(job.requestDigest, (replica) => replica.stream(job));
  }

  tokenize(job: TokenizeJob): Promise<Result<Tokenization, ServiceError>> {
    return this.#ask(ANY_DIGEST, (replica) => replica.tokenize(job));
  }

  detokenize(model: string, tokens: readonly number[]): Promise<Result<Uint8Array, ServiceError>> {
    return this.#ask(ANY_DIGEST, (replica) => replica.detokenize(model, tokens));
  }

  /** A replica that throws was reset, overloaded by the platform or has a bug: the caller may try again, the log has the cause. */
  async #ask<T>(digest: string, call: (replica: ReplicaService) => Promise<Result<T, ServiceError>>): Promise<Result<T, ServiceError>> {
    const name = replicaName(digest, engineConfig(this.env).replicas);
    try {
      // The platform's stub type wraps results so that it can no longer be told which `Result` they are.
      return await call(this.env.REPLICA.getByName(name) as unknown as ReplicaService);
    } catch (cause) {
      logError("replica_failed", { replica: name, cause: String(cause) });
      return fail("unavailable", "The engine was interrupted. Try again.", { retryAfterSeconds: 1 });
    }
  }
}
