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
  if (distance[0] === Infinity) return null;
  const next = new Int16Array(rows.length * 256);
  rows.forEach((row, state) => {
    for (let byte = 0; byte < 256; byte++) {
      const target = row[byte]!;
      next[state * 256 + byte] = target >= 0 && distance[target] !== Infinity ? target : -1;
    }
  });
  return {
    next,
    accepting: Uint8Array.from(accepting, Number),
    distance: Int32Array.from(distance, (value) => (value === Infinity ? -1 : value)),
    runs: rows.map((_, state) => runStarts(next, state)),
  };
}

/** Whether no byte leads on from `state`. */
export function isFinal(dfa: Dfa, state: number): boolean {
  const runs = dfa.runs[state]!;
  return runs.length === 1 && dfa.next[state * 256] === -1;
}

/** Breadth-first from the accepting states over reversed transitions. */
function distances(rows: readonly Int16Array[], accepting: readonly boolean[]): number[] {
  const sources = rows.map(() => new Set<number>());
  rows.forEach((row, state) => {
    for (const target of row) if (target >= 0) sources[target]!.add(state);
  });
  const distance = rows.map((_, state) => (accepting[state] ? 0 : Infinity));
  const queue = distance.flatMap((value, state) => (value === 0 ? [state] : []));
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    for (const source of sources[state]!) {
      if (distance[source] !== Infinity) continue;
      distance[source] = distance[state]! + 1;
      queue.push(source);
    }
  }
  return distance;
}

function runStarts(next: Int16Array, state: number): Uint8Array {
  const starts = [0];
  for (let byte = 1; byte < 256; byte++) if (next[state * 256 + byte] !== next[state * 256 + byte - 1]) starts.push(byte);
  return Uint8Array.from(starts);
}
