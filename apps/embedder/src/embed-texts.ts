import { fail, ok, type Embedding, type EmbeddingJob, type Result, type ServiceError } from "@steadytext/core";
import { float32Bytes } from "./pooling/float32-bytes.ts";
import { truncateIds } from "./tokenizer/text-tokenizer.ts";

/** The part of a model that embedding needs. */
export interface TextEmbedder {
  readonly isReleased: boolean;
  tokenize(text: string): readonly number[];
  embed(ids: readonly number[]): Promise<Float32Array>;
}

export interface EmbedLimits {
  readonly maxTokens: number;
  /** By the clock of `now`. */
  readonly endsAt: number;
  now(): number;
  /** Lets other requests of the isolate have their turn. */
  yieldTurn(): Promise<void>;
}

/** One vector a text, each computed alone and equal texts once. All lengths are checked before anything is computed. */
export async function embedTexts(
  model: TextEmbedder,
  { texts, truncate }: Pick<EmbeddingJob, "texts" | "truncate">,
  limits: EmbedLimits,
): Promise<Result<readonly Embedding[], ServiceError>> {
  const idsByText = tokenizeAll(model, texts, truncate, limits.maxTokens);
  if (!idsByText.ok) return idsByText;
  const embeddings = new Map<string, Embedding>();
  for (const [text, ids] of idsByText.value) {
    await limits.yieldTurn();
    if (limits.now() >= limits.endsAt) return fail("deadline_exceeded", "The texts could not be embedded in the time allowed.");
    if (model.isReleased) return fail("model_changed", "Another model became active. Try again.");
    embeddings.set(text, { vector: float32Bytes(await model.embed(ids)), tokens: ids.length });
  }
  return ok(texts.map((text) => embeddings.get(text)!));
}

/** The ids of each different text, in the order of first appearance. */
function tokenizeAll(
  model: TextEmbedder,
  texts: readonly string[],
  truncate: boolean,
  maxTokens: number,
): Result<ReadonlyMap<string, readonly number[]>, ServiceError> {
  const idsByText = new Map<string, readonly number[]>();
  for (const [i, text] of texts.entries()) {
    if (idsByText.has(text)) continue;
    if (text.trim() === "") return fail("invalid_request", `Text ${i} is empty or blank.`, { details: { index: i } });
    const ids = model.tokenize(text);
    if (ids.length > maxTokens && !truncate) {
      return fail(
        "context_length_exceeded",
        `Text ${i} has ${ids.length} tokens and the model takes ${maxTokens}. Shorten it, or set truncate to true.`,
        { details: { n_prompt_tokens: ids.length, n_ctx: maxTokens, index: i } },
      );
    }
    idsByText.set(text, truncateIds(ids, maxTokens));
  }
  return ok(idsByText);
}
