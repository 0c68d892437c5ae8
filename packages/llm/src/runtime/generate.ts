import type { EffectiveGenerateRequest, GenerationEvent, Result, ServiceError, TokenPiece } from "@steadytext/core";
import type { PageLease } from "../pages/page-pool.ts";
import { TextAssembler } from "../streaming/text-assembler.ts";
import { chooseToken } from "./choose-token.ts";
import { encodePrompt } from "./encode-prompt.ts";
import { interruption, type GenerationHost } from "./generation-host.ts";
import type { LanguageModel } from "./language-model.ts";
import { Sequence } from "./sequence.ts";

/**
 * Generates for one request: a `token` event a token, the end token among them, then `done`; or one `error`. Each step is one synchronous
 * call of the kernel in a macrotask of its own, and pages are given back however it ends. What comes out is a function of
 * the model and the request alone.
 */
export async function* generate(
  model: LanguageModel,
  request: EffectiveGenerateRequest,
  host: GenerationHost,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const prompt = encodePrompt(model, request);
  if (!prompt.ok) return yield failed(prompt.error);
  const lease = await model.pool.acquire(prompt.value.length + request.maxTokens, () => interruption(host));
  if (!lease.ok) return yield failed(lease.error);
  try {
    yield* decode(model, request, prompt.value, lease.value, host);
  } finally {
    lease.value.release();
  }
}

async function* decode(
  model: LanguageModel,
  request: EffectiveGenerateRequest,
  prompt: readonly number[],
  lease: PageLease,
  host: GenerationHost,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const sequence = new Sequence(model.kernel, lease.pages);
  const assembler = new TextAssembler(model.tokenizer.vocabulary, model.tokenizer.endTokens, request.stop);
  const pieces: TokenPiece[] = [];
  let pending = prompt;
  for (;;) {
    await host.yieldTask();
    const stopped = interruption(host);
    if (stopped !== null) return yield failed(stopped);
    const step = advance(model, request, sequence, pending);
    if (!step.ok) return yield failed(step.error);
    pending = step.value.pending;
    const { token } = step.value;
    if (token === null) continue;
    const index = pieces.length;
    const { text, stopType } = assembler.push(token, index + 1 === request.maxTokens);
    pieces.push({ token, text });
    yield { type: "token", token, text, index };
    if (stopType === null && pieces.length < request.maxTokens) continue;
    return yield done(pieces, stopType ?? "limit", prompt.length);
  }
}

interface Step {
  /** The token chosen behind the last pending one; null while there are more pending. */
  readonly token: number | null;
  readonly pending: readonly number[];
}

/** One step: up to `stepRows` pending tokens into the cache and, behind the last of them, the next token. Synchronous, since the logits are shared. */
function advance(
  model: LanguageModel,
  request: EffectiveGenerateRequest,
  sequence: Sequence,
  pending: readonly number[],
): Result<Step, ServiceError> {
  const rows = pending.slice(0, model.stepRows);
  const rest = pending.slice(model.stepRows);
  const appended = sequence.append(rows, (i) => rest.length === 0 && i === rows.length - 1);
  if (!appended.ok) return appended;
  if (rest.length > 0) return { ok: true, value: { token: null, pending: rest } };
  const chosen = chooseToken(model.kernel, request, sequence.length);
  return chosen.ok ? { ok: true, value: { token: chosen.value, pending: [chosen.value] } } : chosen;
}

function done(pieces: readonly TokenPiece[], stopType: "eos" | "limit" | "word", promptTokens: number): GenerationEvent {
  const text = pieces.map((piece) => piece.text).join("");
  const finishReason = stopType === "limit" ? "length" : "stop";
  return { type: "done", generation: { text, pieces, finishReason, stopType, usage: { promptTokens, completionTokens: pieces.length } } };
}

function failed(error: ServiceError): GenerationEvent {
  return { type: "error", error };
}
