import type { EmbeddingInput, PromptInput } from "@steadytext/core";

/** More than any chat template puts around a message, or a tokenizer around a text. */
const FRAMING_TOKENS = 32;

const encoder = new TextEncoder();

/** The most tokens that texts can come to: a token stands for one byte of UTF-8 or more. */
function mostTextTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + encoder.encode(text).byteLength + FRAMING_TOKENS, 0);
}

/** The most tokens that a generation can use, prompt and completion together: never more than the context holds. */
export function mostGenerationTokens(prompt: PromptInput, maxTokens: number, contextLength: number): number {
  return Math.min(promptTokens(prompt) + maxTokens, contextLength);
}

/** The most tokens that the embedding of inputs can use: never more of one than the model takes. */
export function mostEmbeddingTokens(inputs: readonly EmbeddingInput[], maxTokens: number): number {
  const most = (input: EmbeddingInput) => ("tokens" in input ? input.tokens.length : mostTextTokens([input.text]));
  return inputs.reduce((sum, input) => sum + Math.min(most(input), maxTokens), 0);
}

function promptTokens(prompt: PromptInput): number {
  if ("tokens" in prompt) return prompt.tokens.length;
  return mostTextTokens("text" in prompt ? [prompt.text] : prompt.messages.map(({ content }) => content));
}
