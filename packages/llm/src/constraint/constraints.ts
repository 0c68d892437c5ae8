import { fail, ok, type EffectiveConstraint, type Result, type ServiceError } from "@steadytext/core";
import { compileConstraint, constraintOf, DocumentWalk, TokenTrie, type TokenAutomaton, type TokenBytes } from "@steadytext/grammar";

/** Bytes of the trie, all masks and all automata together, those of running requests and those that stay for later ones. */
const MOST_BYTES = 4_000_000;
/** Bytes of a character of a constraint's text. */
const CHARACTER_BYTES = 2;
/** Seconds after which a request that was turned away may find room: about the time of one long generation. */
const RETRY_AFTER_SECONDS = 2;

interface Kept {
  readonly automaton: TokenAutomaton;
  /** Documents on their way. */
  holders: number;
}

/** A document on its way. */
export interface HeldDocument {
  readonly walk: DocumentWalk;
  /** To be called when nothing more is written: its automaton may then make room for another. */
  release(): void;
}

/** The constraints of one model's generations. What they need of its vocabulary is made when the first one comes. */
export class Constraints {
  readonly #vocabulary: TokenBytes;
  readonly #endTokens: ReadonlySet<number>;
  #trie: TokenTrie | null = null;
  /** By their text, the least recently used first. */
  readonly #kept = new Map<string, Kept>();

  constructor(vocabulary: TokenBytes, endTokens: ReadonlySet<number>) {
    this.#vocabulary = vocabulary;
    this.#endTokens = endTokens;
  }

  /** Bytes that all of it takes at most. */
  get mostBytes(): number {
    let bytes = this.#trie?.mostBytes ?? 0;
    for (const [key, { automaton }] of this.#kept) bytes += automaton.byteLength + key.length * CHARACTER_BYTES;
    return bytes;
  }

  /**
   * A document of at most `maxTokens` tokens; refused where the constraint is, where its shortest document has more, and as `overloaded` where
   * the constraints of running requests leave no room for it.
   */
  begin(constraint: EffectiveConstraint, maxTokens: number): Result<HeldDocument, ServiceError> {
    if (this.#endTokens.size === 0)
      return fail("unsupported_parameter", "This model has no token that ends a text: it takes no constraints");
    const kept = this.#find(constraint);
    if (!kept.ok) return kept;
    const walk = DocumentWalk.begin(kept.value.automaton, maxTokens);
    return walk.ok ? ok({ walk: walk.value, release: hold(kept.value) }) : walk;
  }

  #find(constraint: EffectiveConstraint): Result<Kept, ServiceError> {
    const key = JSON.stringify(constraint);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return ok(known);
    }
    const grammar = compileConstraint(constraintOf(constraint));
    if (!grammar.ok) return grammar;
    this.#trie ??= new TokenTrie(this.#vocabulary);
    const made = { automaton: grammar.value.overTokens(this.#trie, this.#endTokens), holders: 0 };
    this.#kept.set(key, made);
    this.#makeRoom(made);
    if (this.mostBytes <= MOST_BYTES || this.#kept.size === 1) return ok(made);
    this.#kept.delete(key);
    return fail("overloaded", "The constraints of the requests that run leave no room for this one: try again shortly", {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** Lets go of those that nobody holds and that were not used for longest. */
  #makeRoom(made: Kept): void {
    for (const [key, kept] of this.#kept) {
      if (this.mostBytes <= MOST_BYTES) return;
      if (kept.holders > 0 || kept === made) continue;
      this.#kept.delete(key);
      kept.automaton.forgetMasks();
    }
  }
}

/** Returns what ends the hold, once. */
function hold(kept: Kept): () => void {
  kept.holders++;
  let isHeld = true;
  return () => {
    if (isHeld) kept.holders--;
    isHeld = false;
  };
}
