import { MergeHeap, positionOf, rankOf } from "./merge-heap.ts";
import type { MergeTable } from "./merge-table.ts";

const KEPT_SYMBOLS = 4096;
const NONE = -1;

/**
 * Merges the symbols of one pre-token: lowest rank first, leftmost first among equals, until no neighbours merge. A linked list and a
 * heap of candidate pairs keep a word of n symbols at n log n.
 */
export class BpeMerger {
  readonly #merges: MergeTable;
  readonly #heap = new MergeHeap();
  #token = new Int32Array(KEPT_SYMBOLS);
  #next = new Int32Array(KEPT_SYMBOLS);
  #previous = new Int32Array(KEPT_SYMBOLS);
  /** Rank of the pair that starts at a position, kept because a look-up is a miss of the processor's cache. */
  #rank = new Int32Array(KEPT_SYMBOLS);

  constructor(merges: MergeTable) {
    this.#merges = merges;
  }

  /** The tokens that `symbols` merge into. A negative symbol stands for a byte without a token: it merges with nothing and is left out. */
  merge(symbols: Int32Array): number[] {
    this.#load(symbols);
    for (let i = 0; i < symbols.length; i++) this.#propose(i);
    while (this.#heap.size > 0) {
      const key = this.#heap.pop();
      const rank = rankOf(key);
      const position = positionOf(key);
      if (this.#rank[position] === rank) this.#apply(rank, position);
    }
    const tokens: number[] = [];
    for (let i = symbols.length > 0 ? 0 : NONE; i !== NONE; i = this.#next[i] ?? NONE) {
      const token = this.#token[i] ?? NONE;
      if (token >= 0) tokens.push(token);
    }
    return tokens;
  }

  #load(symbols: Int32Array): void {
    if (symbols.length > this.#token.length || (this.#token.length > KEPT_SYMBOLS && symbols.length <= KEPT_SYMBOLS)) {
      const capacity = Math.max(symbols.length, KEPT_SYMBOLS);
      this.#token = new Int32Array(capacity);
      this.#next = new Int32Array(capacity);
      this.#previous = new Int32Array(capacity);
      this.#rank = new Int32Array(capacity);
    }
    this.#token.set(symbols);
    for (let i = 0; i < symbols.length; i++) {
      this.#previous[i] = i - 1;
      this.#next[i] = i + 1 < symbols.length ? i + 1 : NONE;
    }
  }

  #propose(position: number): void {
    const rank = this.#rankAt(position);
    this.#rank[position] = rank;
    if (rank >= 0) this.#heap.push(rank, position);
  }

  #rankAt(position: number): number {
    const next = this.#next[position] ?? NONE;
    if (next === NONE) return NONE;
    const left = this.#token[position] ?? NONE;
    const right = this.#token[next] ?? NONE;
    return left < 0 || right < 0 ? NONE : this.#merges.rank(left, right);
  }

  #apply(rank: number, position: number): void {
    const gone = this.#next[position] ?? NONE;
    const after = this.#next[gone] ?? NONE;
    this.#token[position] = this.#merges.merged(rank);
    this.#token[gone] = NONE;
    this.#next[position] = after;
    this.#rank[gone] = NONE;
    if (after !== NONE) this.#previous[after] = position;
    const before = this.#previous[position] ?? NONE;
    if (before !== NONE) this.#propose(before);
    this.#propose(position);
  }
}
