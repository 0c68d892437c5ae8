import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { MAX_LOGIT_ROWS } from "@steadytext/kernel";
import { interruption, type GenerationHost } from "./generation-host.ts";
import type { LanguageModel } from "./language-model.ts";
import { Sequence } from "./sequence.ts";

/** What the model thought of a text, given its own tokens so far. */
export interface Score {
  /** Natural logarithm of each token's probability, from the second token on: (tokens - 1,). */
  readonly logProbs: Float64Array;
  /** The token the model would have chosen in each of these places: (tokens - 1,). */
  readonly best: Int32Array;
}

/** Scores `tokens` teacher-forced: every token is predicted from the true ones before it. */
export async function score(model: LanguageModel, tokens: readonly number[], host: GenerationHost): Promise<Result<Score, ServiceError>> {
  const checked = check(model, tokens);
  if (!checked.ok) return checked;
  const lease = await model.pool.acquire(tokens.length, () => interruption(host));
  if (!lease.ok) return lease;
  try {
    return await scoreIn(new Sequence(model.kernel, lease.value.pages), model, tokens, host);
  } finally {
    lease.value.release();
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

async function scoreIn(
  sequence: Sequence,
  { kernel, stepRows }: LanguageModel,
  tokens: readonly number[],
  host: GenerationHost,
): Promise<Result<Score, ServiceError>> {
  const logProbs = new Float64Array(tokens.length - 1);
  const best = new Int32Array(tokens.length - 1);
  const step = Math.min(stepRows, MAX_LOGIT_ROWS);
  for (let at = 0; at < logProbs.length; at += step) {
    await host.yieldTask();
    const stopped = interruption(host);
    if (stopped !== null) return { ok: false, error: stopped };
    const rows = tokens.slice(at, Math.min(at + step, logProbs.length));
    const appended = sequence.append(rows, () => true);
    if (!appended.ok) return appended;
    rows.forEach((_, i) => {
      logProbs[at + i] = kernel.logProb(i, tokens[at + i + 1] ?? 0);
      best[at + i] = kernel.argmax(i);
    });
  }
  return ok({ logProbs, best });
}
