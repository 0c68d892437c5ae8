import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import type { State } from "../machine/state.ts";
import type { TokenAutomaton } from "./token-automaton.ts";

/**
 * One document on its way, within a budget of tokens. At every point the rest can still be written within what is left: a token
 * after which it could not is replaced by the first of the shortest completion, and that is then followed to its end.
 */
export class DocumentWalk {
  readonly #automaton: TokenAutomaton;
  #state: State;
  #tokensLeft: number;
  #closing: number[] = [];
  #isEnded = false;

  private constructor(automaton: TokenAutomaton, maxTokens: number) {
    this.#automaton = automaton;
    this.#state = automaton.start;
    this.#tokensLeft = maxTokens;
  }

  /** Refused where the shortest document does not fit `maxTokens`; end tokens do not count. */
  static begin(automaton: TokenAutomaton, maxTokens: number): Result<DocumentWalk, ServiceError> {
    if (automaton.closesWithin(automaton.start, maxTokens)) return ok(new DocumentWalk(automaton, maxTokens));
    const needed = automaton.shortestClosing(automaton.start).length;
    return fail(
      "invalid_request",
      `The shortest document that the constraint allows takes ${needed} tokens, but at most ${maxTokens} may be written; raise max_tokens`,
      {
        param: "max_tokens",
        details: { n_shortest_tokens: needed },
      },
    );
  }

  get state(): State {
    return this.#state;
  }

  /** Whether the document is complete: an end token was taken, nothing can follow, or an end was begun and reached. */
  get isFinished(): boolean {
    return this.#isEnded || this.#automaton.isFinished(this.#state) || (this.#state.accepts && this.#tokensLeft === 0);
  }

  /** Allowed next tokens, as in `TokenAutomaton.mask`; to be asked for only where `takeForced` gives none. */
  mask(): Uint32Array {
    return this.#automaton.mask(this.#state);
  }

  /** Takes and returns the tokens that follow without a choice; empty where the model chooses. */
  takeForced(): number[] {
    if (this.isFinished) return [];
    if (this.#closing.length > 0) return this.#takeAll(this.#closing.splice(0));
    const run = this.#automaton.forcedRun(this.#state);
    const after = run.reduce<State | null>((state, token) => state && this.#automaton.advance(state, token), this.#state);
    if (after && this.#automaton.closesWithin(after, this.#tokensLeft - run.length)) return this.#takeAll(run);
    return this.#takeAll(this.#automaton.shortestClosing(this.#state));
  }

  /** Takes `token`, which the mask allows, or what must stand in its place, be it an end token; returns the one taken. */
  take(token: number): number {
    if (this.#automaton.isEnd(token)) return this.#end(token);
    const next = this.#automaton.advance(this.#state, token);
    if (!next) throw new Error(`Token ${token} is not allowed here`);
    if (this.#automaton.closesWithin(next, this.#tokensLeft - 1)) return this.#take(token);
    const [first, ...rest] = this.#automaton.shortestClosing(this.#state);
    if (first === undefined) return this.#end(this.#automaton.endToken);
    this.#closing = rest;
    return this.#take(first);
  }

  #end(token: number): number {
    this.#isEnded = true;
    return token;
  }

  #takeAll(tokens: readonly number[]): number[] {
    return tokens.map((token) => this.#take(token));
  }

  #take(token: number): number {
    this.#state = this.#automaton.advance(this.#state, token)!;
    this.#tokensLeft--;
    return token;
  }
}
