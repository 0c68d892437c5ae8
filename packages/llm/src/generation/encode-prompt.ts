import { fail, ok, type EffectiveGenerateRequest, type Result, type ServiceError } from "@steadytext/core";
import type { ChatMessage } from "../chat/chat-template.ts";
import type { LanguageModel } from "../runtime/language-model.ts";

type PromptFields = Pick<EffectiveGenerateRequest, "prompt" | "system" | "raw" | "maxTokens">;

/** The tokens a request puts before the model, once they and the completion are known to fit its context. */
export function encodePrompt(model: LanguageModel, request: PromptFields): Result<readonly number[], ServiceError> {
  const encoded = request.raw
    ? model.tokenizer.encode(request.prompt, { parseSpecial: true, addSpecial: true })
    : encodeChat(model, request);
  if (!encoded.ok) return encoded;
  if (encoded.value.length === 0)
    return fail("invalid_request", "The prompt has no tokens: write something the model can read", { param: "prompt" });
  return checkFits(encoded.value, request.maxTokens, model.contextLength);
}

function encodeChat({ chatTemplate, tokenizer }: LanguageModel, { prompt, system }: PromptFields): Result<number[], ServiceError> {
  if (chatTemplate === null)
    return fail("invalid_request", "This model has no chat template: set raw to send it the prompt as it is", { param: "raw" });
  const user: ChatMessage = { role: "user", content: prompt };
  const segments = chatTemplate.segments(system === null ? [user] : [{ role: "system", content: system }, user]);
  return segments.ok ? tokenizer.encodeSegments(segments.value) : segments;
}

function checkFits(tokens: readonly number[], maxTokens: number, contextLength: number): Result<readonly number[], ServiceError> {
  if (tokens.length + maxTokens <= contextLength) return ok(tokens);
  return fail(
    "context_length_exceeded",
    `The prompt has ${tokens.length} tokens and up to ${maxTokens} more were asked for; the model takes ${contextLength} together. ` +
      (tokens.length < contextLength ? "Shorten the prompt or lower max_tokens" : "Shorten the prompt"),
    { param: "prompt", details: { n_prompt_tokens: tokens.length, max_tokens: maxTokens, n_ctx: contextLength } },
  );
}
