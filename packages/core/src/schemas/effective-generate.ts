import { MODEL_END, RETURNED_TOP_LOGPROBS, SAMPLING_DEFAULTS, type EffectiveGenerateRequest, type GenerateRequest } from "./generate.ts";
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
  return ok({
    prompt: request.prompt,
    system: request.system ?? null,
    raw: request.raw,
    maxTokens: given[0] ?? LIMITS.defaultMaxTokens,
    ...effectiveSampling(request),
    presencePenalty: unsigned(request.presence_penalty),
    frequencyPenalty: unsigned(request.frequency_penalty),
    logitBias: effectiveBias(request),
    logprobs: request.return_logprobs ? RETURNED_TOP_LOGPROBS : null,
    stop: effectiveStop(request),
  });
}

function effectiveSampling(request: GenerateRequest) {
  const { topK, topP, minP } = SAMPLING_DEFAULTS;
  if (request.temperature === 0) return { temperature: 0, seed: 0, topK, topP, minP };
  return {
    temperature: request.temperature,
    seed: request.seed,
    topK: request.top_k ?? topK,
    topP: request.top_p ?? topP,
    minP: request.min_p ?? minP,
  };
}

/** One zero for both. */
function unsigned(value: number): number {
  return value === 0 ? 0 : value;
}

function effectiveBias({ logit_bias = {} }: GenerateRequest): EffectiveGenerateRequest["logitBias"] {
  return Object.entries(logit_bias)
    .map(([token, bias]) => [Number(token), bias] as const)
    .filter(([, bias]) => bias !== 0)
    .sort(([a], [b]) => a - b);
}

function effectiveStop(request: GenerateRequest): readonly string[] {
  const stop = typeof request.stop === "string" ? [request.stop] : request.stop;
  const all = request.eos_string === MODEL_END ? stop : [...stop, request.eos_string];
  return [...new Set(all)].sort();
}
