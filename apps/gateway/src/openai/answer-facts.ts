import type { Usage } from "@steadytext/core";
import type { AnswerFacts } from "../generation/dialect.ts";

/** What OpenAI's answers say of themselves. Nothing of it is drawn or read from a clock, so that equal requests give equal bytes. */
export function answerFactsOf({ identity, digest }: AnswerFacts, prefix: "chatcmpl" | "cmpl") {
  const { name, created, modelDigest, engineDigest } = identity;
  return {
    id: `${prefix}-${digest.slice(0, 32)}`,
    created,
    model: name,
    system_fingerprint: `fp_${modelDigest.slice(0, 8)}${engineDigest.slice(0, 8)}`,
  };
}

export function usageOf(usages: readonly Usage[]) {
  const prompt_tokens = usages.reduce((sum, { promptTokens }) => sum + promptTokens, 0);
  const completion_tokens = usages.reduce((sum, { completionTokens }) => sum + completionTokens, 0);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
