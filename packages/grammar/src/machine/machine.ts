import { automatonAfter, literalFrom, type Expression, type Literal } from "../expression/expression.ts";
import { Continuations, type Continuation } from "./continuation.ts";
import { State } from "./state.ts";
import { clipCounter, unfold } from "./unfold.ts";

/** Bytes of states and continuations remembered before the tables are begun anew. */
export const TABLE_BYTES = 500_000;
/** What one of them takes at least, and each way to go on in a state besides. */
const ENTRY_BYTES = 130;
const WAY_BYTES = 16;

interface World {
  readonly continuations: Continuations;
  readonly states: Map<string, State>;
  /** What is left of each literal after its first byte. */
  readonly literals: Map<Literal, Literal>;
  /** Bytes of the states; the rest is counted by its number. */
  bytes: number;
}

/**
 * The byte automaton of a measured expression, made deterministic as it is walked. A state is the set of stacks the text may be
 * at; only stacks that can still be completed are kept, so that every state leads to an end.
 */
export class Machine {
  readonly root: Expression;
  #world = newWorld();
  #work = 0;

  constructor(root: Expression) {
    this.root = root;
  }

  /** Steps taken so far to find states: what bounds on the complexity of an expression count. */
  get work(): number {
    return this.#work;
  }

  get start(): State {
    return this.#entry(this.#world.continuations.push(this.root, this.#world.continuations.end));
  }

  /** The state after `byte`; null if no document goes on so. */
  next(state: State, byte: number): State | null {
    const known = state.known(byte);
    if (known !== undefined) return known;
    const here = state.world === this.#world ? state : this.#adopt(state);
    const next = this.#step(here, byte);
    here.remember(byte, next);
    return next;
  }

  /** The state after all of `bytes`. */
  after(state: State, bytes: Iterable<number>): State | null {
    let at: State | null = state;
    for (const byte of bytes) {
      at = this.next(at, byte);
      if (!at) return null;
    }
    return at;
  }

  /** Whether `bytes` as a whole are in the language. */
  accepts(bytes: Iterable<number>): boolean {
    return this.after(this.start, bytes)?.accepts ?? false;
  }

  /** A state that goes on alike for the next `reach` bytes: counters past that are endless, deeper stacks are cut. */
  clip(state: State, reach: number): State {
    const known = state.clips?.get(reach);
    if (known) return known;
    this.#renewWhenFull();
    const here = state.world === this.#world ? state : this.#adopt(state);
    const tops = here.tops.map((top) => this.#copy(top, reach));
    const clipped = this.#merge(tops, state.accepts);
    for (const one of [here, clipped]) (one.clips ??= new Map()).set(reach, clipped);
    return clipped;
  }

  #step(state: State, byte: number): State | null {
    this.#work += 1 + state.tops.length;
    const targets: Continuation[] = [];
    for (const top of state.tops) {
      const target = this.#consume(top, byte);
      if (target && target.minBytes !== Infinity) targets.push(target);
    }
    if (targets.length === 0) return null;
    if (targets.length === 1) return this.#entry(targets[0]!);
    const entries = targets.map((target) => this.#entry(target));
    return this.#intern(
      entries.flatMap(({ tops }) => tops),
      entries.some(({ accepts }) => accepts),
    );
  }

  #consume(top: Continuation, byte: number): Continuation | null {
    const node = top.node!;
    if (node.kind === "literal") {
      if (node.bytes[node.offset] !== byte) return null;
      return node.minBytes === 1 ? top.rest : this.#world.continuations.push(this.#literalAfter(node), top.rest!);
    }
    const after = node.kind === "automaton" ? automatonAfter(node, byte) : null;
    if (!after) return null;
    return after.kind === "automaton" ? this.#world.continuations.push(after, top.rest!) : top.rest;
  }

  #literalAfter(node: Literal): Literal {
    const { literals } = this.#world;
    const made = literals.get(node) ?? literalFrom(node.bytes, node.offset + 1);
    literals.set(node, made);
    return made;
  }

  #entry(continuation: Continuation): State {
    return (continuation.entry ??= this.#merge([continuation], false));
  }

  /** Unfolds what is on top of each stack until it begins with a byte. */
  #merge(from: readonly Continuation[], accepts: boolean): State {
    const { continuations } = this.#world;
    const seen = new Set(from);
    const tops: Continuation[] = [];
    let ends = accepts;
    for (const at of seen) {
      if (at.node === null) ends ||= !at.isCut;
      else if (at.minBytes !== Infinity) unfold(at, continuations, seen, tops);
    }
    this.#work += seen.size;
    return this.#intern(tops, ends);
  }

  #intern(tops: readonly Continuation[], accepts: boolean): State {
    this.#work += tops.length;
    const sorted = [...new Set(tops)].sort((a, b) => a.id - b.id);
    const key = `${sorted.map(({ id }) => id).join()}${accepts ? "$" : ""}`;
    const found = this.#world.states.get(key);
    if (found) return found;
    const made = new State(this.#world, sorted, accepts);
    this.#world.states.set(key, made);
    this.#world.bytes += ENTRY_BYTES + sorted.length * WAY_BYTES;
    return made;
  }

  #renewWhenFull(): void {
    const { bytes, continuations, literals } = this.#world;
    if (bytes + (continuations.size + literals.size) * ENTRY_BYTES > TABLE_BYTES) this.#world = newWorld();
  }

  /** The same state in the present tables. */
  #adopt(state: State): State {
    return this.#intern(
      state.tops.map((top) => this.#copy(top, Infinity)),
      state.accepts,
    );
  }

  #copy(top: Continuation, reach: number): Continuation {
    const { continuations } = this.#world;
    const nodes: Expression[] = [];
    let bytes = 0;
    let at = top;
    for (; at.node && bytes <= reach; at = at.rest!) {
      nodes.push(clipCounter(at.node, reach));
      bytes += at.node.minBytes;
    }
    this.#work += nodes.length;
    const bottom = at.node !== null || at.isCut ? continuations.cut : continuations.end;
    return nodes.reduceRight((rest, node) => continuations.push(node, rest), bottom);
  }
}

function newWorld(): World {
  return { continuations: new Continuations(), states: new Map(), literals: new Map(), bytes: 0 };
}
