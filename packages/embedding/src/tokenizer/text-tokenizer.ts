import { Tokenizer } from "@huggingface/tokenizers";
import { wordPieces } from "./word-piece.ts";

/** The part of a `tokenizer.json` that is looked at here. */
interface TokenizerDescription {
  readonly model: {
    readonly type: string;
    readonly continuing_subword_prefix?: string;
    readonly unk_token?: string;
    readonly max_input_chars_per_word?: number;
  };
}

/** Text to token ids by the rules of a `tokenizer.json`. Its truncation and padding are not applied: the service decides on lengths. */
export class TextTokenizer {
  /** One more than the highest token id. */
  readonly vocabularySize: number;
  readonly #tokenizer: Tokenizer;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
    let highest = -1;
    for (const id of tokenizer.model?.tokens_to_ids.values() ?? []) highest = Math.max(highest, id);
    this.vocabularySize = highest + 1;
  }

  /** The tokenizer that a file describes, or undefined where the file is not one. */
  static parse(bytes: Uint8Array): TextTokenizer | undefined {
    try {
      const description = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)) as TokenizerDescription;
      const tokenizer = new Tokenizer(description, {});
      boundWordPiece(tokenizer, description.model);
      return tokenizer.encode("a").ids.length > 0 ? new TextTokenizer(tokenizer) : undefined;
    } catch {
      return undefined;
    }
  }

  /** All ids, special ones included. */
  encode(text: string): readonly number[] {
    return this.#tokenizer.encode(text).ids;
  }
}

/** Puts the bounded search in place of the library's, which is cubic in a word's length. */
function boundWordPiece({ model }: Tokenizer, { type, ...description }: TokenizerDescription["model"]): void {
  if (type !== "WordPiece" || model === null) return;
  model.encode = wordPieces(model.tokens_to_ids, {
    prefix: description.continuing_subword_prefix ?? "##",
    unknown: description.unk_token ?? "[UNK]",
    maxWordLength: description.max_input_chars_per_word ?? 100,
  });
}

/** The first `maxTokens` ids with the closing special token kept last, as models were trained on cut texts. */
export function truncateIds(ids: readonly number[], maxTokens: number): readonly number[] {
  return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ...ids.slice(-1)];
}
