import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { interruption, type GenerationHost } from "../runtime/generation-host.ts";
import type { LanguageModel } from "../runtime/language-model.ts";
import { waitForNews } from "../runtime/wait-for-news.ts";
import { ScoringTask, type Score } from "./scoring-task.ts";

/** Scores `tokens` teacher-forced: every token is predicted from the true ones before it. */
export async function score(model: LanguageModel, tokens: readonly number[], host: GenerationHost): Promise<Result<Score, ServiceError>> {
  const checked = check(model, tokens);
  if (!checked.ok) return checked;
  const task = new ScoringTask(model.kernel, tokens, () => interruption(host));
  const sequence = model.scheduler.submit(task);
  if (!sequence.ok) return sequence;
  try {
    await waitForNews(model.scheduler, host, () => task.result !== null);
    return task.result!;
  } finally {
    model.scheduler.leave(sequence.value);
  }
}

function check({ tokenizer, contextLength }: LanguageModel, tokens: readonly number[]): Result<null, ServiceError> {
  if (tokens.length < 2) return fail("invalid_request", "Scoring needs at least two tokens", { param: "tokens" });
  if (tokens.length > contextLength) {
    return fail("context_length_exceeded", `The text has ${tokens.length} tokens; the model takes ${contextLength}`, {
      details: { n_prompt_tokens: tokens.length, n_ctx: contextLength },
    });
  }
  const decoded = tokenizer.decode(tokens);
  return decoded.ok ? ok(null) : decoded;
}
