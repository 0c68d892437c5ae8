import type { Result, ServiceError } from "@steadytext/core";
import type { CacheAdmin, RequestContext } from "../../../context.ts";
import { callService } from "../../../services/call-service.ts";

/** A removal ends by itself before D1's 30 s. */
const DEADLINE_MS = 30_000;

/** Asks the cache for an operator. */
export function askCache<T>(
  { cacheAdmin, requestId }: RequestContext,
  work: (cache: CacheAdmin) => Promise<Result<T, ServiceError>>,
  deadlineMs = DEADLINE_MS,
): Promise<Result<T, ServiceError>> {
  return callService({ service: "cache", requestId, deadlineMs }, () => work(cacheAdmin));
}
