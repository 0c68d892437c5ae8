import type { State } from "./state.ts";

/** The first byte of each run of bytes that lead from `state` to the same state: 0, and wherever that may change. */
export function runStarts(state: State): Set<number> {
  const starts = new Set([0]);
  for (const { node } of state.tops) {
    if (node!.kind === "literal") {
      const byte = node!.bytes[node!.offset]!;
      starts.add(byte);
      if (byte < 255) starts.add(byte + 1);
    } else if (node!.kind === "automaton") for (const start of node!.dfa.runs[node!.state]!) starts.add(start);
  }
  return starts;
}
