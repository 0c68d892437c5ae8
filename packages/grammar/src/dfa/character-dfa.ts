import type { ByteSequence } from "./byte-sequences.ts";
import { finishDfa, type Dfa } from "./dfa.ts";

/** The automaton of one character, of any of `sequences`; null if there are none. */
export function characterDfa(sequences: readonly ByteSequence[]): Dfa | null {
  const rows: Int16Array[] = [];
  const accepting: boolean[] = [];
  const known = new Map<string, number>();

  const stateOf = (suffixes: readonly ByteSequence[]): number => {
    const key = JSON.stringify(suffixes);
    const found = known.get(key);
    if (found !== undefined) return found;
    const state = rows.length;
    const row = new Int16Array(256).fill(-1);
    known.set(key, state);
    rows.push(row);
    accepting.push(suffixes.some((suffix) => suffix.length === 0));
    const starts = new Set(suffixes.flatMap(([range]) => (range ? [range[0], range[1] + 1] : [])));
    for (let byte = 0, target = -1; byte < 256; byte++) {
      if (starts.has(byte)) target = stateAfter(suffixes, byte);
      row[byte] = target;
    }
    return state;
  };
  const stateAfter = (suffixes: readonly ByteSequence[], byte: number): number => {
    const rest = suffixes.filter(([range]) => range && range[0] <= byte && byte <= range[1]).map((suffix) => suffix.slice(1));
    return rest.length > 0 ? stateOf(rest) : -1;
  };

  stateOf(sequences);
  return finishDfa({ rows, accepting });
}
