const ENTRIES = 8192;
const LONGEST_PIECE = 32;

/** Remembers the tokens of short pieces of text; starts afresh when it is full. */
export class PieceCache {
  readonly #tokens = new Map<string, readonly number[]>();

  get(piece: string): readonly number[] | undefined {
    return this.#tokens.get(piece);
  }

  set(piece: string, tokens: readonly number[]): void {
    if (piece.length > LONGEST_PIECE) return;
    if (this.#tokens.size >= ENTRIES) this.#tokens.clear();
    this.#tokens.set(piece, tokens);
  }
}
