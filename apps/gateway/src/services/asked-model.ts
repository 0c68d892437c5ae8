import type { EmbeddingIdentity, GenerationIdentity, ModelIdentity, Result, ServiceError } from "@steadytext/core";
import type { RequestContext } from "../context.ts";
import { callService } from "./call-service.ts";
import { withIdentity, type Describe } from "./held-identity.ts";

const DESCRIBE_DEADLINE_MS = 5000;

/** Runs `attempt` with the generation model that a request asks for, and once more when that model changes in the middle. */
export function withGenerationModel<T>(
  asked: string | undefined,
  context: RequestContext,
  attempt: (identity: GenerationIdentity) => Promise<Result<T, ServiceError>>,
): Promise<Result<T, ServiceError>> {
  return withIdentity(context.generationModels, askedModel(asked, context), describer("engine", context), attempt);
}

/** Runs `attempt` with the embedding model that a request asks for, and once more when that model changes in the middle. */
export function withEmbeddingModel<T>(
  asked: string | undefined,
  context: RequestContext,
  attempt: (identity: EmbeddingIdentity) => Promise<Result<T, ServiceError>>,
): Promise<Result<T, ServiceError>> {
  return withIdentity(context.embeddingModels, askedModel(asked, context), describer("embedder", context), attempt);
}

/** The default generation model. */
export function defaultGenerationModel(context: RequestContext): Promise<Result<GenerationIdentity, ServiceError>> {
  return context.generationModels.get(null, describer("engine", context));
}

/** The default embedding model. */
export function defaultEmbeddingModel(context: RequestContext): Promise<Result<EmbeddingIdentity, ServiceError>> {
  return context.embeddingModels.get(null, describer("embedder", context));
}

/** The name that is looked up: null, the default one, where a request names none or uses the configured alias. */
function askedModel(asked: string | undefined, { config }: RequestContext): string | null {
  return asked === undefined || asked === config.STEADYTEXT_MODEL ? null : asked;
}

function describer(service: "engine", context: RequestContext): Describe<GenerationIdentity>;
function describer(service: "embedder", context: RequestContext): Describe<EmbeddingIdentity>;
function describer(service: "engine" | "embedder", context: RequestContext): Describe<ModelIdentity> {
  const call = { service, requestId: context.requestId, deadlineMs: DESCRIBE_DEADLINE_MS };
  return (model, outdated) => callService<ModelIdentity>(call, () => context[service].describe(model, outdated));
}
