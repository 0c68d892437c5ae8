import type { Expression } from "../expression/expression.ts";
import type { State } from "./state.ts";

/** What is still to be matched: an expression, then the rest. The explicit stack of a pushdown automaton, shared between states. */
export interface Continuation {
  readonly id: number;
  /** Null at the bottom of a stack. */
  readonly node: Expression | null;
  readonly rest: Continuation | null;
  /** Fewest bytes that complete the text from here. */
  readonly minBytes: number;
  /** Each continuation with one expression more, so that equal stacks are one object. */
  pushed: Map<Expression, Continuation> | null;
  /** Whether the bottom of the stack was cut off. */
  readonly isCut: boolean;
  /** The state in which only this is to be matched, once it was needed. */
  entry: State | null;
}

/** Gives equal stacks one identity. */
export class Continuations {
  #made = 0;
  /** Where the text may end. */
  readonly end: Continuation = this.#make(null, null, 0, false);
  /** Matches nothing: stands for the depths of a stack that no single token reaches. */
  readonly cut: Continuation = this.#make(null, null, 0, true);

  get size(): number {
    return this.#made;
  }

  push(node: Expression, rest: Continuation): Continuation {
    const found = rest.pushed?.get(node);
    if (found) return found;
    const made = this.#make(node, rest, node.minBytes + rest.minBytes, rest.isCut);
    (rest.pushed ??= new Map()).set(node, made);
    return made;
  }

  #make(node: Expression | null, rest: Continuation | null, minBytes: number, isCut: boolean): Continuation {
    return { id: this.#made++, node, rest, minBytes, isCut, pushed: null, entry: null };
  }
}
