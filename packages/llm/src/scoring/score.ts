import { fail, LIMITS, ok, type Result, type ServiceError } from "@steadytext/core";
import { interruption, type GenerationHost } from "../runtime/generation-host.ts";
import type { LanguageModel } from "../runtime/language-model.ts";
import { waitForNews } from "../runtime/wait-for-news.ts";
import { ScoringTask, type Score } from "./scoring-task.ts";

export interface ScoreOptions {
  /** How many of the most likely tokens are told in each place, 0 to 20; 0 by default. */
  readonly top?: number;
  /** Whose prompts may reuse what is computed here. */
  readonly prefixScope?: string;
}

/** Scores a text teacher-forced: every token is predicted from the true ones before it. A string is read as a raw prompt is. */
export async function score(
  model: LanguageModel,
  text: readonly number[] | string,
  host: GenerationHost,
  { top = 0, prefixScope = "" }: ScoreOptions,
): Promise<Result<Score, ServiceError>> {
  const tokens = typeof text === "string" ? model.tokenizer.encode(text, { parseSpecial: true, addSpecial: true }) : ok(text);
  if (!tokens.ok) return tokens;
  const checked = check(model, tokens.value, top);
  if (!checked.ok) return checked;
  const source = { kernel: model.kernel, vocabulary: model.tokenizer.vocabulary };
  const task = new ScoringTask({ source, tokens: tokens.value, top, prefixScope, interruption: () => interruption(host) });
  const sequence = model.scheduler.submit(task);
  if (!sequence.ok) return sequence;
  try {
    await waitForNews(model.scheduler, host, () => task.result !== null);
    return task.result!;
  } finally {
    model.scheduler.leave(sequence.value);
  }
}

function check({ tokenizer, contextLength }: LanguageModel, tokens: readonly number[], top: number): Result<null, ServiceError> {
  if (!Number.isInteger(top) || top < 0 || top > LIMITS.topLogprobs) {
    return fail("invalid_request", `top must be a whole number from 0 to ${LIMITS.topLogprobs}`, { param: "top" });
  }
  if (tokens.length < 2) return fail("invalid_request", "Scoring needs at least two tokens", { param: "tokens" });
  if (tokens.length > contextLength) {
    return fail("context_length_exceeded", `The text has ${tokens.length} tokens; the model takes ${contextLength}`, {
      details: { n_prompt_tokens: tokens.length, n_ctx: contextLength },
    });
  }
  const decoded = tokenizer.decode(tokens);
  return decoded.ok ? ok(null) : decoded;
}
