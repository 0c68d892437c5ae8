import { fail, ok, type EmbeddingInput, type EmbeddingMode, type Result, type ServiceError } from "@steadytext/core";
import { truncateIds } from "./tokenizer/text-tokenizer.ts";

/** The part of a model that makes token ids of texts. */
export interface Vocabulary {
  /** Token ids are below this. */
  readonly vocabularySize: number;
  tokenize(text: string, mode: EmbeddingMode): readonly number[];
}

export interface LengthRule {
  readonly maxTokens: number;
  readonly truncate: boolean;
}

/** The token ids that the model is to see of one input, or what is wrong with it; `index` is its place in the job. */
export function inputIds(
  vocabulary: Vocabulary,
  input: EmbeddingInput,
  index: number,
  { maxTokens, truncate }: LengthRule,
): Result<readonly number[], ServiceError> {
  const ids = "text" in input ? textIds(vocabulary, input) : checkedIds(vocabulary, input.tokens);
  if (typeof ids === "string") return fail("invalid_request", ids, { details: { index } });
  if (ids.length <= maxTokens || truncate) return ok(truncateIds(ids, maxTokens));
  return fail(
    "context_length_exceeded",
    `The text has ${ids.length} tokens and the model takes ${maxTokens}: shorten it, or set truncate to true`,
    { details: { n_prompt_tokens: ids.length, n_ctx: maxTokens, index } },
  );
}

type Ids = readonly number[];

function textIds(vocabulary: Vocabulary, { text, mode }: Extract<EmbeddingInput, { text: string }>): Ids | string {
  return text.trim() === "" ? "The text is empty or blank" : vocabulary.tokenize(text, mode);
}

function checkedIds({ vocabularySize }: Vocabulary, ids: Ids): Ids | string {
  if (ids.length === 0) return "The list of token ids is empty";
  const wrong = ids.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabularySize));
  return wrong === undefined ? ids : `The token id ${wrong} is not one of the model's: they are 0 to ${vocabularySize - 1}`;
}
