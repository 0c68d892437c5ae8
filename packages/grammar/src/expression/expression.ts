import { isFinal, type Dfa } from "../dfa/dfa.ts";

/**
 * A language of byte strings. Expressions form a directed graph: parts are shared, and `reference` closes cycles.
 * `minBytes` is the length of the shortest string, `Infinity` for the empty language; `measure` sets it where cycles matter.
 */
export type Expression = Literal | Automaton | Sequence | Choice | Repeat | Reference;

export interface Literal {
  readonly kind: "literal";
  readonly bytes: Uint8Array;
  readonly offset: number;
  minBytes: number;
}

export interface Automaton {
  readonly kind: "automaton";
  readonly dfa: Dfa;
  readonly state: number;
  /** This automaton in each of its states, made when first needed. */
  readonly family: (Automaton | undefined)[];
  minBytes: number;
}

interface Sequence {
  readonly kind: "sequence";
  readonly items: readonly Expression[];
  minBytes: number;
}

interface Choice {
  readonly kind: "choice";
  readonly options: readonly Expression[];
  /** The option with the shortest string. */
  best: Expression | null;
  minBytes: number;
}

export interface Repeat {
  readonly kind: "repeat";
  /** Never matches the empty string. */
  readonly body: Expression;
  readonly min: number;
  readonly max: number;
  /** The same repetition with other bounds, by `${min},${max}`. */
  readonly family: Map<string, Repeat>;
  minBytes: number;
}

interface Reference {
  readonly kind: "reference";
  readonly rule: Rule;
  minBytes: number;
}

/** A named expression, filled in after references to it exist. */
export interface Rule {
  body: Expression | null;
}

export const EMPTY: Expression = { kind: "sequence", items: [], minBytes: 0 };
export const NEVER: Expression = { kind: "choice", options: [], best: null, minBytes: Infinity };

export function literal(text: string | Uint8Array): Expression {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return bytes.length === 0 ? EMPTY : literalFrom(bytes, 0);
}

/** What is left of a literal from a byte on, which is not past its last. */
export function literalFrom(bytes: Uint8Array, offset: number): Literal {
  return { kind: "literal", bytes, offset, minBytes: bytes.length - offset };
}

export function automaton(dfa: Dfa | null): Expression {
  return dfa ? inState([], dfa, 0) : NEVER;
}

/** What is left of `of` after `byte`: null if it is refused, `EMPTY` if nothing can follow. */
export function automatonAfter(of: Automaton, byte: number): Expression | null {
  const state = of.dfa.next[of.state * 256 + byte]!;
  if (state < 0) return null;
  return isFinal(of.dfa, state) ? EMPTY : inState(of.family, of.dfa, state);
}

function inState(family: (Automaton | undefined)[], dfa: Dfa, state: number): Automaton {
  return (family[state] ??= { kind: "automaton", dfa, state, family, minBytes: dfa.distance[state]! });
}

export function sequence(...items: readonly Expression[]): Expression {
  const some = items.filter((item) => item !== EMPTY);
  if (some.length === 1) return some[0]!;
  return some.length === 0 ? EMPTY : { kind: "sequence", items: some, minBytes: some.reduce((sum, { minBytes }) => sum + minBytes, 0) };
}

export function choice(options: readonly Expression[]): Expression {
  const distinct = [...new Set(options.filter((option) => option !== NEVER))];
  if (distinct.length === 1) return distinct[0]!;
  if (distinct.length === 0) return NEVER;
  const best = distinct.reduce((a, b) => (b.minBytes < a.minBytes ? b : a));
  return { kind: "choice", options: distinct, best, minBytes: best.minBytes };
}

export function optional(body: Expression): Expression {
  return choice([body, EMPTY]);
}

/** `body`, which never matches the empty string, `min` to `max` times. */
export function repeat(body: Expression, min: number, max: number): Expression {
  if (max === 0) return EMPTY;
  if (min === 1 && max === 1) return body;
  return withBounds(body, new Map(), min, max);
}

/** The same repetition with other bounds. */
export function rebound(of: Repeat, min: number, max: number): Expression {
  return max === 0 ? EMPTY : withBounds(of.body, of.family, min, max);
}

function withBounds(body: Expression, family: Map<string, Repeat>, min: number, max: number): Repeat {
  const key = `${min},${max}`;
  const found = family.get(key);
  if (found) return found;
  const made: Repeat = { kind: "repeat", body, min, max, family, minBytes: min === 0 ? 0 : min * body.minBytes };
  family.set(key, made);
  return made;
}

export function reference(rule: Rule): Expression {
  return { kind: "reference", rule, minBytes: Infinity };
}
