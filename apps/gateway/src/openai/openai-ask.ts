import type { ChatRequest, CompletionRequest } from "@steadytext/core";
import type { GenerationAsk } from "../generation/generation-ask.ts";
import { cachePolicy } from "../http/cache-control.ts";

type SharedFields = Pick<ChatRequest | CompletionRequest, "stream" | "cache">;

/** What the two generating routes have in common besides the request itself. */
export function openaiAsk(body: SharedFields, headers: Headers): Pick<GenerationAsk, "stream" | "policy" | "ttlSeconds"> {
  const cache = body.cache ?? undefined;
  return { stream: body.stream ?? false, policy: cachePolicy(headers, cache), ttlSeconds: cache?.ttl };
}
