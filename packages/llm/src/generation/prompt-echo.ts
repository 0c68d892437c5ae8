import type { TokenPiece } from "@steadytext/core";
import { placeLogprobs, type LogprobSource } from "../sampling/top-logprobs.ts";
import { Utf8Streamer } from "../streaming/utf8-streamer.ts";

/** A prompt told back token by token, with the log-probability of each given those before it where they are asked for. */
export class PromptEcho {
  readonly #source: LogprobSource;
  readonly #tokens: readonly number[];
  /** How many of the most likely tokens are told in each place; null tells no log-probabilities. */
  readonly #count: number | null;
  readonly #pieces: TokenPiece[];
  #scored = 1;

  constructor(source: LogprobSource, tokens: readonly number[], count: number | null) {
    this.#source = source;
    this.#tokens = tokens;
    this.#count = count;
    this.#pieces = piecesOf(source, tokens);
  }

  /** Whether all that is told is there. Nothing comes before the first token, so it has no log-probability. */
  get isComplete(): boolean {
    return this.#count === null || this.#scored >= this.#tokens.length;
  }

  /** The texts add up to the prompt's; special tokens are told by name. */
  get pieces(): readonly TokenPiece[] {
    return this.#pieces;
  }

  /** Reads logits row `row`, those behind `position`: the token that comes next. */
  read(row: number, position: number): number {
    const token = this.#tokens[position + 1]!;
    const told = placeLogprobs(this.#source, row, token, this.#count ?? 0);
    this.#pieces[position + 1] = { ...this.#pieces[position + 1]!, ...told };
    this.#scored = position + 2;
    return token;
  }
}

function piecesOf({ vocabulary }: LogprobSource, tokens: readonly number[]): TokenPiece[] {
  const streamer = new Utf8Streamer();
  return tokens.map((token, i) => {
    const text = streamer.push(vocabulary.bytes(token));
    return { token, text: i + 1 < tokens.length ? text : text + streamer.flush() };
  });
}
