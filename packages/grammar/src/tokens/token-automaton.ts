import { closingBytes, closingLength } from "../machine/closing-bytes.ts";
import { forcedBytes } from "../machine/forced-bytes.ts";
import type { Machine } from "../machine/machine.ts";
import type { State } from "../machine/state.ts";
import { fewestTokens } from "./fewest-tokens.ts";
import type { TokenTrie } from "./token-trie.ts";
import type { TrieNodes } from "./trie-nodes.ts";

interface TokenAutomatonOptions {
  readonly machine: Machine;
  readonly trie: TokenTrie;
  /** Allowed exactly where the document may end. */
  readonly endTokens: Iterable<number>;
  /** Bytes that the grammar and the machine's tables take at most. */
  readonly byteLength: number;
}

/** A grammar over the tokens of a vocabulary. States are immutable: many generations walk one automaton at once. */
export class TokenAutomaton {
  readonly #machine: Machine;
  readonly #trie: TokenTrie;
  readonly #endTokens: readonly number[];
  /** Bytes that it takes at most, besides the masks, which are the trie's. */
  readonly byteLength: number;
  /** The machine's tables that masks were last made with. */
  #world: object | null = null;

  constructor({ machine, trie, endTokens, byteLength }: TokenAutomatonOptions) {
    this.#machine = machine;
    this.#trie = trie;
    this.#endTokens = [...endTokens];
    this.byteLength = byteLength;
  }

  /** The end token that is written where none was chosen. */
  get endToken(): number {
    return this.#endTokens[0]!;
  }

  isEnd(token: number): boolean {
    return this.#endTokens.includes(token);
  }

  get start(): State {
    return this.#machine.start;
  }

  /** Bit `token & 31` of word `token >> 5` is set for each token that may come next. Shared: not to be written to. */
  mask(state: State): Uint32Array {
    const { short, long, longest, masks, shortMasks } = this.#trie;
    // A counter that no short token exhausts makes no difference to most of the vocabulary: states that differ by it share that part.
    const whole = this.#machine.clip(state, longest);
    if (whole.world !== this.#world) this.forgetMasks();
    this.#world = whole.world;
    return masks.get(whole, () => {
      const near = this.#machine.clip(whole, short.longest);
      const shared = shortMasks.get(near, () => this.#walk(short, near, this.#emptyMask(near)));
      return this.#walk(long, whole, shared.slice());
    });
  }

  allows(state: State, token: number): boolean {
    return ((this.mask(state)[token >> 5]! >> (token & 31)) & 1) === 1;
  }

  /** The state after `token`; null if it is not allowed. End tokens, like all special ones, have no state after them. */
  advance(state: State, token: number): State | null {
    const bytes = this.#trie.tokenBytes(token);
    return bytes && this.#machine.after(state, bytes);
  }

  /** Whether the document is complete and nothing can follow: only an end token is allowed. */
  isFinished(state: State): boolean {
    return state.accepts && state.tops.length === 0;
  }

  /** The only token allowed in `state`, null if there is a choice. */
  forcedToken(state: State): number | null {
    let forced: number | null = null;
    for (const [at, word] of this.mask(state).entries()) {
      if (word === 0) continue;
      if (forced !== null || (word & (word - 1)) !== 0) return null;
      forced = at * 32 + (31 - Math.clz32(word));
    }
    return forced;
  }

  /**
   * Tokens of the text that every document goes on with, the fewest that spell it; empty where documents differ at once.
   * Only the division into tokens is chosen here, never the text.
   */
  forcedRun(state: State): number[] {
    return fewestTokens(this.#trie, forcedBytes(this.#machine, state));
  }

  /** Tokens of the shortest completion of the document, without an end token. */
  shortestClosing(state: State): number[] {
    return fewestTokens(this.#trie, closingBytes(state));
  }

  /** Whether the document can be completed within `tokens` tokens and one end token more, by `shortestClosing`. */
  closesWithin(state: State, tokens: number): boolean {
    return closingLength(state) <= tokens || this.shortestClosing(state).length <= tokens;
  }

  /** Leaves the room of its masks to others; they are made again when they are asked for. */
  forgetMasks(): void {
    if (this.#world === null) return;
    this.#trie.masks.drop(this.#world);
    this.#trie.shortMasks.drop(this.#world);
  }

  /** A mask of the end tokens alone, where the document may end. */
  #emptyMask(state: State): Uint32Array {
    const mask = new Uint32Array(Math.ceil(this.#trie.vocabularySize / 32));
    if (state.accepts) for (const token of this.#endTokens) mask[token >> 5]! |= 1 << (token & 31);
    return mask;
  }

  /** Adds the tokens of `nodes` that keep the document alive. */
  #walk({ bytes, depths, tokens, ends, none }: TrieNodes, start: State, mask: Uint32Array): Uint32Array {
    const path: State[] = [start];
    for (let node = 1; node < bytes.length;) {
      const depth = depths[node]!;
      const state = this.#machine.next(path[depth - 1]!, bytes[node]!);
      if (!state) {
        node = ends[node]!;
        continue;
      }
      path[depth] = state;
      const token = tokens[node]!;
      if (token !== none) mask[token >> 5]! |= 1 << (token & 31);
      node++;
    }
    return mask;
  }
}
