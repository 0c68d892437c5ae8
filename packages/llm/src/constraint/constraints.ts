import { fail, ok, type EffectiveConstraint, type Result, type ServiceError } from "@steadytext/core";
import { compileConstraint, constraintOf, DocumentWalk, TokenTrie, type TokenAutomaton, type TokenBytes } from "@steadytext/grammar";

/** Bytes of the trie, all masks and the automata that stay for later requests, together. */
const MOST_BYTES = 4_000_000;
/** Bytes of a character of a constraint's text. */
const CHARACTER_BYTES = 2;

/** The constraints of one model's generations. What they need of its vocabulary is made when the first one comes. */
export class Constraints {
  readonly #vocabulary: TokenBytes;
  readonly #endTokens: ReadonlySet<number>;
  #trie: TokenTrie | null = null;
  /** By their text, the least recently used first. */
  readonly #automata = new Map<string, TokenAutomaton>();

  constructor(vocabulary: TokenBytes, endTokens: ReadonlySet<number>) {
    this.#vocabulary = vocabulary;
    this.#endTokens = endTokens;
  }

  /** Bytes that all of it takes at most. */
  get mostBytes(): number {
    let bytes = this.#trie?.mostBytes ?? 0;
    for (const [key, automaton] of this.#automata) bytes += automaton.byteLength + key.length * CHARACTER_BYTES;
    return bytes;
  }

  /** A document of at most `maxTokens` tokens; refused where the constraint is, or where its shortest document has more. */
  begin(constraint: EffectiveConstraint, maxTokens: number): Result<DocumentWalk, ServiceError> {
    if (this.#endTokens.size === 0)
      return fail("unsupported_parameter", "This model has no token that ends a text: it takes no constraints");
    const automaton = this.#automaton(constraint);
    return automaton.ok ? DocumentWalk.begin(automaton.value, maxTokens) : automaton;
  }

  #automaton(constraint: EffectiveConstraint): Result<TokenAutomaton, ServiceError> {
    const key = JSON.stringify(constraint);
    const kept = this.#automata.get(key);
    if (kept !== undefined) {
      this.#automata.delete(key);
      this.#automata.set(key, kept);
      return ok(kept);
    }
    const grammar = compileConstraint(constraintOf(constraint));
    if (!grammar.ok) return grammar;
    this.#trie ??= new TokenTrie(this.#vocabulary);
    const automaton = grammar.value.overTokens(this.#trie, this.#endTokens);
    this.#automata.set(key, automaton);
    this.#makeRoom();
    return ok(automaton);
  }

  /** Lets go of those that were not used for longest; the last one stays. */
  #makeRoom(): void {
    for (const [key, automaton] of this.#automata) {
      if (this.mostBytes <= MOST_BYTES || this.#automata.size === 1) return;
      this.#automata.delete(key);
      automaton.forgetMasks();
    }
  }
}
