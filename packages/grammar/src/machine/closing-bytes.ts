import { shortestBytes } from "../expression/shortest-bytes.ts";
import type { Continuation } from "./continuation.ts";
import type { State } from "./state.ts";

/** Fewest bytes that complete the text from `state`. */
export function closingLength(state: State): number {
  return state.accepts ? 0 : state.tops.reduce((least, { minBytes }) => Math.min(least, minBytes), Infinity);
}

/** The shortest completion of the text; of several the first in byte order, whatever the history of the tables. */
export function closingBytes(state: State): Uint8Array {
  const length = closingLength(state);
  if (length === 0) return new Uint8Array(0);
  const candidates = state.tops.filter(({ minBytes }) => minBytes === length).map(completion);
  return candidates.reduce((a, b) => (compareBytes(b, a) < 0 ? b : a));
}

/** Orders byte strings as their hexadecimal spellings are ordered. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

function completion(top: Continuation): Uint8Array {
  const bytes: number[] = [];
  for (let at = top; at.node; at = at.rest!) shortestBytes(at.node, bytes);
  return Uint8Array.from(bytes);
}
