import type { Expression } from "./expression/expression.ts";
import { Machine, TABLE_BYTES } from "./machine/machine.ts";
import { TokenAutomaton } from "./tokens/token-automaton.ts";
import type { TokenTrie } from "./tokens/token-trie.ts";

/** A compiled constraint: the texts that are allowed, byte by byte. */
export class Grammar {
  readonly #expression: Expression;
  readonly #machine: Machine;
  /** Bytes that the compiled constraint takes. */
  readonly byteLength: number;

  /** `expression` is measured, not empty, and takes `byteLength` bytes. */
  constructor(expression: Expression, byteLength: number) {
    this.#expression = expression;
    this.byteLength = byteLength;
    this.#machine = new Machine(expression);
  }

  /** Bytes of the shortest text. */
  get shortestBytes(): number {
    return this.#expression.minBytes;
  }

  /** Whether `text` as a whole is allowed. */
  accepts(text: string): boolean {
    return this.#machine.accepts(new TextEncoder().encode(text));
  }

  /** The grammar over a vocabulary's tokens. */
  overTokens(trie: TokenTrie, endTokens: Iterable<number>): TokenAutomaton {
    return new TokenAutomaton({ machine: new Machine(this.#expression), trie, endTokens, byteLength: this.byteLength + TABLE_BYTES });
  }
}
