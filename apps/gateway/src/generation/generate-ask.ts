import {
  effectiveGenerate,
  fail,
  ok,
  type EffectiveGenerateRequest,
  type GenerateRequest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { Config } from "../config.ts";
import { cachePolicy, type CachePolicy } from "../http/cache-control.ts";

/** A `/generate` request as it is carried out. */
export interface GenerateAsk {
  readonly request: EffectiveGenerateRequest;
  readonly stream: boolean;
  readonly policy: CachePolicy;
  /** Lifetime of the stored answer where the caller says one; else the cache has its own. */
  readonly ttlSeconds: number | undefined;
}

/** Resolves a request against this service's settings. */
export function generateAsk(body: GenerateRequest, headers: Headers, config: Config): Result<GenerateAsk, ServiceError> {
  const effective = effectiveGenerate(body);
  if (!effective.ok) return effective;
  const most = config.STEADYTEXT_MAX_TOKENS;
  const named = (["max_tokens", "max_new_tokens", "n_predict"] as const).find((name) => body[name] !== undefined);
  if (named !== undefined && effective.value.maxTokens > most) {
    return fail("invalid_request", `${named} must be at most ${most} here`, { param: named });
  }
  return ok({
    request: { ...effective.value, maxTokens: Math.min(effective.value.maxTokens, most) },
    stream: body.stream,
    policy: cachePolicy(headers, body.cache),
    ttlSeconds: body.cache?.ttl,
  });
}
