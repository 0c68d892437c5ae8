import { effectiveGenerate, ok, type GenerateRequest, type Result, type ServiceError } from "@steadytext/core";
import type { Config } from "../config.ts";
import { cachePolicy } from "../http/cache-control.ts";
import { limitTokens, type GenerationAsk } from "./generation-ask.ts";
import { nativeDialect } from "./native-dialect.ts";

/** Resolves a `/generate` request against this service's settings. */
export function generateAsk(body: GenerateRequest, headers: Headers, config: Config): Result<GenerationAsk, ServiceError> {
  const effective = effectiveGenerate(body);
  if (!effective.ok) return effective;
  const named = (["max_tokens", "max_new_tokens", "n_predict"] as const).find((name) => body[name] !== undefined);
  const request = limitTokens(effective.value, config.STEADYTEXT_MAX_TOKENS, named);
  if (!request.ok) return request;
  return ok({
    request: request.value,
    stream: body.stream,
    policy: cachePolicy(headers, body.cache),
    ttlSeconds: body.cache?.ttl,
    dialect: nativeDialect,
  });
}
