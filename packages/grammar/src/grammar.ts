import type { Expression } from "./expression/expression.ts";
import { Machine } from "./machine/machine.ts";
import { TokenAutomaton } from "./tokens/token-automaton.ts";
import type { TokenTrie } from "./tokens/token-trie.ts";

/** A compiled constraint: the texts that are allowed, byte by byte. */
export class Grammar {
  readonly #expression: Expression;
  readonly #machine: Machine;

  /** `expression` is measured, and not empty. */
  constructor(expression: Expression) {
    this.#expression = expression;
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
    return new TokenAutomaton(new Machine(this.#expression), trie, endTokens);
  }
}
