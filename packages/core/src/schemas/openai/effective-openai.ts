import { fail, type ServiceError } from "../../errors.ts";
import { LIMITS } from "../../limits.ts";
import { ok, type Result } from "../../result.ts";
import { onlyConstraint, type ConstraintPart } from "../constraint/effective-constraint.ts";
import { effectiveSampling, sortedStops } from "../effective-sampling.ts";
import type { EffectiveGenerateRequest, PromptInput } from "../generate.ts";
import type { ChatRequest } from "./chat.ts";
import type { CompletionRequest } from "./completion.ts";
import { askedConstraints, type ConstraintFields } from "./constraint.ts";

/** OpenAI's own default of its completions route. */
const DEFAULT_COMPLETION_TOKENS = 16;

/** What a chat request asks of the engine. */
export function effectiveChat(request: ChatRequest): Result<EffectiveGenerateRequest, ServiceError> {
  const { max_tokens, max_completion_tokens, logprobs, top_logprobs } = request;
  const given = [max_tokens, max_completion_tokens].filter((value) => value !== undefined && value !== null);
  if (new Set(given).size > 1) {
    return fail("invalid_request", "max_tokens and max_completion_tokens are one parameter: give one of them", { param: "max_tokens" });
  }
  if ((top_logprobs ?? null) !== null && logprobs !== true) {
    return fail("invalid_request", "top_logprobs needs logprobs: set it to true", { param: "top_logprobs" });
  }
  const streamed = checkStreamOptions(request);
  if (!streamed.ok) return streamed;
  const stop = stopsOf(request);
  const constrained = constraintPart(request, stop);
  if (!constrained.ok) return constrained;
  const messages = request.messages.map(({ role, content }) => ({
    role,
    content: typeof content === "string" ? content : content.map((part) => part.text).join(""),
  }));
  return ok({
    prompt: { messages },
    maxTokens: given[0] ?? LIMITS.defaultMaxTokens,
    ...effectiveSampling(request),
    logprobs: logprobs === true ? (top_logprobs ?? 0) : null,
    echo: false,
    stop,
    ...constrained.value,
  });
}

/** What a completions request asks of the engine, a generation a prompt. */
export function effectiveCompletions(request: CompletionRequest): Result<readonly EffectiveGenerateRequest[], ServiceError> {
  const maxTokens = request.max_tokens ?? DEFAULT_COMPLETION_TOKENS;
  const echo = request.echo ?? false;
  if (maxTokens === 0 && !echo) {
    return fail("invalid_request", "max_tokens 0 generates nothing: set echo to have the prompt told back, or ask for a token", {
      param: "max_tokens",
    });
  }
  const streamed = checkStreamOptions(request);
  if (!streamed.ok) return streamed;
  const prompts = promptsOf(request.prompt);
  if (request.stream === true && prompts.length > 1) {
    return fail("unsupported_parameter", "stream takes one prompt: send a request for each", { param: "stream" });
  }
  const sampling = maxTokens === 0 ? effectiveSampling({}) : effectiveSampling(request);
  const stop = maxTokens === 0 ? [] : stopsOf(request);
  const constrained = constraintPart(request, stop);
  if (!constrained.ok) return constrained;
  const rest = { maxTokens, ...sampling, logprobs: request.logprobs ?? null, echo, stop, ...constrained.value };
  return ok(prompts.map((prompt) => ({ prompt, ...rest })));
}

function constraintPart(request: ConstraintFields, stop: readonly string[]): Result<ConstraintPart, ServiceError> {
  const asked = askedConstraints(request);
  return asked.ok ? onlyConstraint(asked.value, stop.length === 0 ? null : "stop") : asked;
}

function promptsOf(prompt: CompletionRequest["prompt"]): readonly PromptInput[] {
  const [first] = prompt;
  const prompts = typeof prompt === "string" || typeof first === "number" ? [prompt] : prompt;
  return prompts.map((one) => (typeof one === "string" ? { text: one } : { tokens: one as readonly number[] }));
}

function stopsOf({ stop }: Pick<ChatRequest, "stop">): readonly string[] {
  return sortedStops(typeof stop === "string" ? [stop] : (stop ?? []));
}

function checkStreamOptions({ stream, stream_options }: Pick<ChatRequest, "stream" | "stream_options">): Result<null, ServiceError> {
  if (stream === true || (stream_options ?? null) === null) return ok(null);
  return fail("invalid_request", "stream_options needs stream: set it to true", { param: "stream_options" });
}
