import { ANY_JSON_CHARACTER } from "../dfa/byte-sequences.ts";
import { characterDfa } from "../dfa/character-dfa.ts";
import { finishDfa } from "../dfa/dfa.ts";
import { automaton, repeat, type Expression } from "../expression/expression.ts";
import { unsupported } from "../grammar-error.ts";
import { OPEN_OBJECT_NAME_BYTES } from "../limits.ts";
import type { ObjectFacts } from "./object-facts.ts";

/** The characters of one JSON string, each spelled in one way. */
const CHARACTER = characterDfa(ANY_JSON_CHARACTER)!;
export const ANY_CHARACTER: Expression = automaton(CHARACTER);
const END = CHARACTER.accepting.indexOf(1);

/** Names that no property of the object has, as they stand between the quotes. */
export function nameExpression({ properties, pointer }: ObjectFacts): Expression {
  if (properties.length === 0) return repeat(ANY_CHARACTER, 0, Infinity);
  const names = properties.map(({ name }) => new TextEncoder().encode(JSON.stringify(name).slice(1, -1)));
  const bytes = names.reduce((sum, name) => sum + name.length, 0);
  if (bytes > OPEN_OBJECT_NAME_BYTES) {
    throw unsupported(
      pointer,
      `Property names have ${bytes} bytes; with further properties at most ${OPEN_OBJECT_NAME_BYTES} are taken. Set additionalProperties to false`,
    );
  }
  return automaton(except(names));
}

/** Any string but `names`: a trie of the names over the automaton of any string, which each byte off the trie falls back to. */
function except(names: readonly Uint8Array[]): ReturnType<typeof finishDfa> {
  const rows = CHARACTER.accepting.reduce<Int16Array[]>((all, _, state) => [...all, anyRow(state)], []);
  const accepting = rows.map((_, state) => state === 0);
  const add = (state: number): number => {
    rows.push(rows[state]!.slice());
    accepting.push(state === 0);
    return rows.length - 1;
  };
  const root = add(0);
  for (const name of names) {
    let node = root;
    for (const byte of name) {
      const next = rows[node]![byte]!;
      node = next >= root ? next : (rows[node]![byte] = add(next));
    }
    accepting[node] = false;
  }
  return finishDfa(startingAt(root, rows, accepting));
}

/** Transitions of any string: after a whole character the next one begins. */
function anyRow(state: number): Int16Array {
  return CHARACTER.next.slice(state * 256, state * 256 + 256).map((target) => (target === END ? 0 : target));
}

/** Swaps `root` with state 0, the start. */
function startingAt(root: number, rows: readonly Int16Array[], accepting: readonly boolean[]) {
  const swap = (state: number): number => (state === 0 ? root : state === root ? 0 : state);
  return {
    rows: rows.map((_, state) => rows[swap(state)]!.map(swap)),
    accepting: accepting.map((_, state) => accepting[swap(state)]!),
  };
}
