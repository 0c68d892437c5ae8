import type { Embedding } from "../services/embedding.ts";

/** Tokens that the model saw in all inputs, repeats included. */
export function embeddingUsage(embeddings: readonly Embedding[]): { readonly prompt_tokens: number; readonly total_tokens: number } {
  const tokens = embeddings.reduce((sum, embedding) => sum + embedding.tokens, 0);
  return { prompt_tokens: tokens, total_tokens: tokens };
}
