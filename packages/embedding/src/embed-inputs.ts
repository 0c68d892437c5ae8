import { fail, ok, type Embedding, type EmbeddingJob, type Result, type ServiceError } from "@steadytext/core";
import { inputIds, type LengthRule, type Vocabulary } from "./input-ids.ts";
import { float32Bytes } from "./float32-bytes.ts";

/** The part of a model that embedding needs. */
export interface InputEmbedder extends Vocabulary {
  readonly isReleased: boolean;
  embed(ids: readonly number[]): Promise<Float32Array>;
}

export interface EmbedTurns {
  /** By the clock of `now`. */
  readonly endsAt: number;
  now(): number;
  /** Whether whoever waits for the vectors has left. */
  hasLeft(): boolean;
  /** Ends when it is this job's turn to compute a text of so many tokens, or too late for one. */
  takeTurn(tokens: number): Promise<void>;
}

/** One vector an input, each computed alone and equal ones once. All inputs are checked before anything is computed. */
export async function embedInputs(
  model: InputEmbedder,
  { inputs }: Pick<EmbeddingJob, "inputs">,
  rule: LengthRule,
  { endsAt, now, hasLeft, takeTurn }: EmbedTurns,
): Promise<Result<readonly Embedding[], ServiceError>> {
  const allIds: (readonly number[])[] = [];
  for (const [index, input] of inputs.entries()) {
    const ids = inputIds(model, input, index, rule);
    if (!ids.ok) return ids;
    allIds.push(ids.value);
  }
  const embeddings = new Map<string, Embedding>();
  for (const ids of allIds) {
    const key = ids.join();
    if (embeddings.has(key)) continue;
    await takeTurn(ids.length);
    if (hasLeft()) return fail("cancelled", "The caller went away");
    if (now() >= endsAt) return fail("deadline_exceeded", "The texts could not be embedded in the time allowed: send fewer at once");
    if (model.isReleased) return fail("model_changed", "Another model became active: try again");
    embeddings.set(key, { vector: float32Bytes(await model.embed(ids)), tokens: ids.length });
  }
  return ok(allIds.map((ids) => embeddings.get(ids.join())!));
}
