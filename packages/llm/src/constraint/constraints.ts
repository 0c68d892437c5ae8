import { fail, ok, type EffectiveConstraint, type Result, type ServiceError } from "@steadytext/core";
import { compileConstraint, constraintOf, DocumentWalk, TokenTrie, type TokenAutomaton, type TokenBytes } from "@steadytext/grammar";

/** Compiled constraints that stay for later requests; each may take a megabyte. */
const KEPT = 3;

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
    if (this.#automata.size >= KEPT) this.#automata.delete(this.#automata.keys().next().value!);
    this.#automata.set(key, automaton);
    return ok(automaton);
  }
}
