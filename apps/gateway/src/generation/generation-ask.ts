import { fail, ok, type EffectiveGenerateRequest, type Result, type ServiceError } from "@steadytext/core";
import type { CachePolicy } from "../http/cache-control.ts";
import type { ErrorContext } from "../http/error-family.ts";
import type { AnswerFacts, Dialect } from "./dialect.ts";

/** A request for one generation as it is carried out. */
export interface GenerationAsk {
  readonly request: EffectiveGenerateRequest;
  readonly stream: boolean;
  readonly policy: CachePolicy;
  /** Lifetime of the stored answer where the caller says one; else the cache has its own. */
  readonly ttlSeconds: number | undefined;
  /** How it is answered. */
  dialect(facts: AnswerFacts, context: ErrorContext): Dialect;
}

/** Holds `maxTokens` to what this service allows: a number that the caller gave, as `named`, is refused past it, and a default is lowered. */
export function limitTokens(
  request: EffectiveGenerateRequest,
  most: number,
  named: string | undefined,
): Result<EffectiveGenerateRequest, ServiceError> {
  if (named !== undefined && request.maxTokens > most) {
    return fail("invalid_request", `${named} must be at most ${most} here`, { param: named });
  }
  return ok({ ...request, maxTokens: Math.min(request.maxTokens, most) });
}
