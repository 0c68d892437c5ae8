import { WorkerEntrypoint } from "cloudflare:workers";
import {
  ok,
  type EngineLoad,
  type GenerationIdentity,
  type GenerationJob,
  type GenerationService,
  type ModelStatus,
  type Result,
  type ServiceError,
  type TokenizeJob,
  type Tokenization,
} from "@steadytext/core";
import { activeModel, identityOf } from "./model/active-model.ts";
import { callGeneration } from "./routing/generation-call.ts";
import { askEveryReplica, askReplica, router, stubOf } from "./routing/replicas.ts";
import { totalLoad } from "./routing/total-load.ts";

/** Status is told of one replica, always the same. */
const STATUS_KEY = "status";

/** What the other Workers see of the engine: it chooses the replica, which does the work. */
export class GenerationEntrypoint extends WorkerEntrypoint<Env> implements GenerationService {
  async describe(model: string | null, outdated?: string): Promise<Result<GenerationIdentity, ServiceError>> {
    const manifest = await activeModel(this.env, model, (digest) => digest !== outdated);
    return manifest.ok ? ok(identityOf(manifest.value)) : manifest;
  }

  status(model: string | null): Promise<Result<ModelStatus, ServiceError>> {
    return askReplica(STATUS_KEY, (replica) => replica.status(model));
  }

  async load(): Promise<Result<EngineLoad, ServiceError>> {
    const answers = await askEveryReplica((replica) => replica.load());
    const loads = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    const [failure] = answers.filter((answer) => !answer.ok);
    return loads.length === 0 && failure !== undefined ? failure : ok(totalLoad(loads));
  }

  /** Warms every replica, and tells of the one that `status` tells of. */
  async warm(model: string | null, outdated?: string): Promise<Result<ModelStatus, ServiceError>> {
    await askEveryReplica((replica) => replica.warm(model, outdated));
    return this.status(model);
  }

  stream(job: GenerationJob): Promise<Result<ReadableStream<Uint8Array>, ServiceError>> {
    return callGeneration(job, { router, stubOf });
  }

  /** Any replica does: these calls are short, and spread at random. */
  tokenize(job: TokenizeJob): Promise<Result<Tokenization, ServiceError>> {
    return askReplica(crypto.randomUUID(), (replica) => replica.tokenize(job));
  }

  detokenize(model: string, tokens: readonly number[]): Promise<Result<Uint8Array, ServiceError>> {
    return askReplica(crypto.randomUUID(), (replica) => replica.detokenize(model, tokens));
  }
}
