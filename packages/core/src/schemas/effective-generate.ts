import { nativeConstraint } from "./constraint/native-constraint.ts";
import { effectiveSampling, sortedStops } from "./effective-sampling.ts";
import { MODEL_END, RETURNED_TOP_LOGPROBS, type ChatMessage, type EffectiveGenerateRequest, type GenerateRequest } from "./generate.ts";
import { LIMITS } from "../limits.ts";
import { fail, type ServiceError } from "../errors.ts";
import { ok, type Result } from "../result.ts";

/** Resolves aliases and fills defaults: two requests that must give the same bytes give the same effective request. */
export function effectiveGenerate(request: GenerateRequest): Result<EffectiveGenerateRequest, ServiceError> {
  const given = [request.max_tokens, request.max_new_tokens, request.n_predict].filter((value) => value !== undefined);
  if (new Set(given).size > 1) {
    return fail("invalid_request", "max_tokens, max_new_tokens and n_predict are one parameter: give one of them, or the same value", {
      param: "max_tokens",
    });
  }
  if (request.raw && request.system !== undefined) {
    return fail("invalid_request", "system needs the chat template: leave out raw, or write the system text into the prompt", {
      param: "system",
    });
  }
  const stop = effectiveStop(request);
  const constrained = nativeConstraint(request, stop.length === 0 ? null : request.stop.length === 0 ? "eos_string" : "stop");
  if (!constrained.ok) return constrained;
  return ok({
    prompt: request.raw ? { text: request.prompt } : { messages: conversation(request.prompt, request.system) },
    maxTokens: given[0] ?? LIMITS.defaultMaxTokens,
    ...effectiveSampling(request),
    logprobs: request.return_logprobs ? RETURNED_TOP_LOGPROBS : null,
    echo: false,
    stop,
    ...constrained.value,
  });
}

function conversation(prompt: string, system: string | undefined): readonly ChatMessage[] {
  const user: ChatMessage = { role: "user", content: prompt };
  return system === undefined ? [user] : [{ role: "system", content: system }, user];
}

function effectiveStop(request: GenerateRequest): readonly string[] {
  const stop = typeof request.stop === "string" ? [request.stop] : request.stop;
  const all = request.eos_string === MODEL_END ? stop : [...stop, request.eos_string];
  return sortedStops(all);
}
