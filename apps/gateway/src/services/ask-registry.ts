import { DEADLINES, type ModelService, type Result, type ServiceError } from "@steadytext/core";
import type { RequestContext } from "../context.ts";
import { callService } from "./call-service.ts";

/** Asks the registry of models. */
export function askRegistry<T>(
  { registry, requestId }: RequestContext,
  work: (registry: ModelService) => Promise<Result<T, ServiceError>>,
  deadlineMs: number = DEADLINES.modelLoadMs,
): Promise<Result<T, ServiceError>> {
  return callService({ service: "engine", requestId, deadlineMs }, () => work(registry));
}
