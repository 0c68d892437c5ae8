import { StopMatcher } from "../stopping/stop-matcher.ts";
import type { Vocabulary } from "../tokenizer/vocabulary.ts";
import { Utf8Streamer } from "./utf8-streamer.ts";

/** The text that a token made final, and what ended the generation with it. */
export interface AssembledPiece {
  readonly text: string;
  readonly stopType: "eos" | "word" | null;
}

/** Makes text of generated tokens: whole characters, stop strings cut off, control tokens silent. The pieces add up to the whole text. */
export class TextAssembler {
  readonly #vocabulary: Vocabulary;
  readonly #endTokens: ReadonlySet<number>;
  readonly #streamer = new Utf8Streamer();
  readonly #matcher: StopMatcher;

  constructor(vocabulary: Vocabulary, endTokens: ReadonlySet<number>, stops: readonly string[]) {
    this.#vocabulary = vocabulary;
    this.#endTokens = endTokens;
    this.#matcher = new StopMatcher(stops);
  }

  /** Takes the next token; with `last`, gives all text that is still held back. */
  push(token: number, last: boolean): AssembledPiece {
    if (this.#endTokens.has(token)) return this.#finish("", "eos");
    const bytes = this.#vocabulary.isControl(token) ? new Uint8Array(0) : this.#vocabulary.bytes(token);
    const step = this.#matcher.push(this.#streamer.push(bytes));
    if (step.stopped) return { text: step.text, stopType: "word" };
    return last ? this.#finish(step.text, null) : { text: step.text, stopType: null };
  }

  #finish(before: string, stopType: "eos" | null): AssembledPiece {
    const step = this.#matcher.push(this.#streamer.flush());
    if (step.stopped) return { text: before + step.text, stopType: "word" };
    return { text: before + step.text + this.#matcher.flush(), stopType };
  }
}
