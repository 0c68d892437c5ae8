/** A deterministic automaton over bytes in which every state can still reach an accepting one. State 0 is the start. */
export interface Dfa {
  /** Next state of `state * 256 + byte`; -1 where the byte is refused. */
  readonly next: Int16Array;
  /** 1 for each state where the text may end. */
  readonly accepting: Uint8Array;
  /** Fewest bytes from each state to an accepting one. */
  readonly distance: Int32Array;
  /** Per state, the first byte of each run of bytes that lead to the same state. */
  readonly runs: readonly Uint8Array[];
}

export interface DfaDraft {
  /** One row of 256 next states per state. */
  readonly rows: readonly Int16Array[];
  readonly accepting: readonly boolean[];
}

/** Drops transitions into states that accept nothing; null if the start is one of them. */
export function finishDfa({ rows, accepting }: DfaDraft): Dfa | null {
  const distance = distances(rows, accepting);
  if (distance[0] === -1) return null;
  const next = new Int16Array(rows.length * 256);
  rows.forEach((row, state) => {
    next.set(row, state * 256);
    for (let at = state * 256; at < state * 256 + 256; at++) if (next[at]! >= 0 && distance[next[at]!] === -1) next[at] = -1;
  });
  const runs = rows.map((_, state) => runStarts(next.subarray(state * 256, state * 256 + 256)));
  return { next, accepting: Uint8Array.from(accepting, Number), distance, runs };
}

/** Whether no byte leads on from `state`. */
export function isFinal(dfa: Dfa, state: number): boolean {
  const runs = dfa.runs[state]!;
  return runs.length === 1 && dfa.next[state * 256] === -1;
}

/** Breadth-first from the accepting states over reversed transitions; -1 for a state that leads to none. */
function distances(rows: readonly Int16Array[], accepting: readonly boolean[]): Int32Array {
  const sources: number[][] = rows.map(() => []);
  rows.forEach((row, state) => {
    for (let byte = 0; byte < 256; byte++) {
      const target = row[byte]!;
      if (target >= 0 && target !== row[byte - 1]) sources[target]!.push(state);
    }
  });
  const distance = Int32Array.from(accepting, (accepts) => (accepts ? 0 : -1));
  const queue = [...accepting.keys()].filter((state) => accepting[state]);
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    for (const source of sources[state]!) {
      if (distance[source] !== -1) continue;
      distance[source] = distance[state]! + 1;
      queue.push(source);
    }
  }
  return distance;
}

function runStarts(row: Int16Array): Uint8Array {
  const starts = [0];
  for (let byte = 1; byte < 256; byte++) if (row[byte] !== row[byte - 1]) starts.push(byte);
  return Uint8Array.from(starts);
}
