import type { Generation, GenerationEvent, TokenPiece } from "@steadytext/core";
import type { ModelEvent } from "@steadytext/llm";

/** What a stream has told so far. */
export class Progress {
  #promptTokens = 0;
  #prompt: readonly TokenPiece[] | undefined;
  readonly #pieces: TokenPiece[] = [];

  get tokens(): number {
    return this.#pieces.length;
  }

  told(event: GenerationEvent | ModelEvent): void {
    if (event.type === "started") this.#promptTokens = event.promptTokens;
    if (event.type === "prompt") this.#prompt = event.pieces;
    if (event.type !== "token") return;
    const { type: _type, index: _index, ...piece } = event;
    this.#pieces.push(piece);
  }

  /** The end of a stream that has lasted too long: what it told, which is the beginning of the whole. */
  capped(): GenerationEvent {
    const pieces = this.#pieces;
    const generation: Generation = {
      ...(this.#prompt && { prompt: this.#prompt }),
      text: pieces.map(({ text }) => text).join(""),
      pieces,
      finishReason: "length",
      stopType: "limit",
      usage: { promptTokens: this.#promptTokens, completionTokens: pieces.length },
    };
    return { type: "capped", generation };
  }
}
