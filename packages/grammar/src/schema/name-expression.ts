import { ANY_JSON_CHARACTER } from "../dfa/byte-sequences.ts";
import { characterDfa } from "../dfa/character-dfa.ts";
import { finishDfa, type Dfa } from "../dfa/dfa.ts";
import { automaton, repeat, type Expression } from "../expression/expression.ts";
import { unsupported } from "../grammar-error.ts";
import { OPEN_OBJECT_NAME_BYTES } from "../limits.ts";
import type { WorkBudget } from "../work-budget.ts";
import type { ObjectFacts } from "./object-facts.ts";

/** Steps of a budget that a state of the names' automaton takes. */
const STATE_WORK = 20;

/** The characters of one JSON string, each spelled in one way. */
const CHARACTER = characterDfa(ANY_JSON_CHARACTER)!;
export const ANY_CHARACTER: Expression = automaton(CHARACTER);
const END = CHARACTER.accepting.indexOf(1);
/** The state between two characters. */
const BOUNDARY = 1;
const ANY_ROWS: readonly Int16Array[] = Array.from(CHARACTER.accepting, (_, state) => anyRow(state));

/** Names that no property of the object has, as they stand between the quotes. */
export function nameExpression({ properties, pointer }: ObjectFacts, budget: WorkBudget): Expression {
  if (properties.length === 0) return repeat(ANY_CHARACTER, 0, Infinity);
  const names = properties.map(({ name }) => new TextEncoder().encode(JSON.stringify(name).slice(1, -1)));
  const bytes = names.reduce((sum, name) => sum + name.length, 0);
  if (bytes > OPEN_OBJECT_NAME_BYTES) {
    throw unsupported(
      pointer,
      `Property names have ${bytes} bytes; with further properties at most ${OPEN_OBJECT_NAME_BYTES} are taken. Set additionalProperties to false`,
    );
  }
  budget.spend(bytes * STATE_WORK, pointer);
  return automaton(except(names));
}

/**
 * Any string but `names`: a trie of the names, its root the start, over the automaton of any string, which each byte off the trie
 * falls back to. States 1 and on are those of any string, then come the nodes of the trie.
 */
function except(names: readonly Uint8Array[]): Dfa | null {
  const rows = [ANY_ROWS[0]!.slice(), ...ANY_ROWS];
  const accepting = rows.map((_, state) => state <= BOUNDARY);
  for (const name of names) {
    let node = 0;
    for (const byte of name) {
      const next = rows[node]![byte]!;
      if (next > ANY_ROWS.length) {
        node = next;
        continue;
      }
      const child = rows.push(rows[next]!.slice()) - 1;
      accepting.push(next === BOUNDARY);
      rows[node]![byte] = child;
      node = child;
    }
    accepting[node] = false;
  }
  return finishDfa({ rows, accepting });
}

/** Transitions of any string, shifted past the root: after a whole character the next one begins. */
function anyRow(state: number): Int16Array {
  return CHARACTER.next
    .slice(state * 256, state * 256 + 256)
    .map((target) => (target === END ? BOUNDARY : target < 0 ? target : target + 1));
}
