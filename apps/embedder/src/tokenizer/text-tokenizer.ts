import { Tokenizer } from "@huggingface/tokenizers";

/** Text to token ids by the rules of a `tokenizer.json`. Its truncation and padding are not applied: the service decides on lengths. */
export class TextTokenizer {
  readonly #tokenizer: Tokenizer;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** The tokenizer that a file describes, or undefined where the file is not one. */
  static parse(bytes: Uint8Array): TextTokenizer | undefined {
    try {
      const tokenizer = new TextTokenizer(
        new Tokenizer(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)), {}),
      );
      return tokenizer.encode("a").length > 0 ? tokenizer : undefined;
    } catch {
      return undefined;
    }
  }

  /** All ids, special ones included. */
  encode(text: string): readonly number[] {
    return this.#tokenizer.encode(text).ids;
  }
}

/** The first `maxTokens` ids with the closing special token kept last, as models were trained on cut texts. */
export function truncateIds(ids: readonly number[], maxTokens: number): readonly number[] {
  return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ...ids.slice(-1)];
}
