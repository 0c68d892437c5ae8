import {
  fail,
  ok,
  type ChatMessage,
  type EffectiveGenerateRequest,
  type PromptInput,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { LanguageModel } from "../runtime/language-model.ts";

type PromptFields = Pick<EffectiveGenerateRequest, "prompt" | "maxTokens">;

/** The tokens a request puts before the model, once they and the completion are known to fit its context. */
export function encodePrompt(model: LanguageModel, { prompt, maxTokens }: PromptFields): Result<readonly number[], ServiceError> {
  const encoded = encode(model, prompt);
  if (!encoded.ok) return encoded;
  if (encoded.value.length === 0)
    return fail("invalid_request", "The prompt has no tokens: write something the model can read", { param: "prompt" });
  return checkFits(encoded.value, maxTokens, model.contextLength);
}

function encode(model: LanguageModel, prompt: PromptInput): Result<readonly number[], ServiceError> {
  if ("messages" in prompt) return encodeChat(model, prompt.messages);
  if ("text" in prompt) return model.tokenizer.encode(prompt.text, { parseSpecial: true, addSpecial: true });
  return checkTokens(prompt.tokens, model.tokenizer.vocabulary.size);
}

function encodeChat({ chatTemplate, tokenizer }: LanguageModel, messages: readonly ChatMessage[]): Result<number[], ServiceError> {
  if (chatTemplate === null)
    return fail("invalid_request", "This model has no chat template: send it a prompt as it is, with raw or by /v1/completions", {
      param: "raw",
    });
  const segments = chatTemplate.segments(messages);
  return segments.ok ? tokenizer.encodeSegments(segments.value) : segments;
}

function checkTokens(tokens: readonly number[], vocab: number): Result<readonly number[], ServiceError> {
  const at = tokens.findIndex((token) => token >= vocab);
  if (at === -1) return ok(tokens);
  return fail("invalid_request", `prompt holds token ${tokens[at]}; the model's tokens are 0 to ${vocab - 1}`, { param: `prompt.${at}` });
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
