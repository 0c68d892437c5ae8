import type { EmbeddingIdentity, GenerationIdentity, Result, ServiceError } from "@steadytext/core";
import type { RequestContext } from "../context.ts";
import { callService } from "./call-service.ts";

const DESCRIBE_DEADLINE_MS = 5000;

/** Asks the engine which model it answers with. */
export function describeEngine({ engine, requestId }: RequestContext): Promise<Result<GenerationIdentity, ServiceError>> {
  return callService({ service: "engine", requestId, deadlineMs: DESCRIBE_DEADLINE_MS }, () => engine.describe());
}

/** Asks the embedder which model it answers with. */
export function describeEmbedder({ embedder, requestId }: RequestContext): Promise<Result<EmbeddingIdentity, ServiceError>> {
  return callService({ service: "embedder", requestId, deadlineMs: DESCRIBE_DEADLINE_MS }, () => embedder.describe());
}
