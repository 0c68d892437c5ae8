import type { CacheStatus } from "../caching/result-cache.ts";
import { modelHeader } from "../services/model-header.ts";
import type { Computation } from "./computation.ts";
import type { AnswerFacts } from "./dialect.ts";

/** Headers of a generation's answer; `computation` is null where nothing is known of it: for a stored one, or one that waits for its turn. */
export function answerHeaders(
  { identity, digest }: AnswerFacts,
  status: CacheStatus,
  computation: Computation | null,
): Record<string, string> {
  const headers = { "x-steadytext-model": modelHeader(identity), "x-steadytext-digest": digest };
  if (computation === null) return { ...headers, "x-steadytext-cache": status };
  const { prefixTokens, coalesced, engine } = computation;
  return {
    ...headers,
    "x-steadytext-cache": coalesced && status === "MISS" ? "COALESCED" : status,
    "x-steadytext-engine": engine,
    "x-steadytext-prefix-tokens": String(prefixTokens),
  };
}
