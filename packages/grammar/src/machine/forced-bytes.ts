import type { Machine } from "./machine.ts";
import type { State } from "./state.ts";

/** The bytes that every document goes on with from `state`: empty where it may end or where two bytes are allowed. */
export function forcedBytes(machine: Machine, state: State): Uint8Array {
  const bytes: number[] = [];
  for (let at: State | null = state; at;) {
    const byte = onlyByte(at);
    if (byte === null) break;
    bytes.push(byte);
    at = machine.next(at, byte);
  }
  return Uint8Array.from(bytes);
}

function onlyByte(state: State): number | null {
  if (state.accepts) return null;
  let only: number | null = null;
  for (const { node } of state.tops) {
    if (node!.kind === "literal") {
      const byte = node!.bytes[node!.offset]!;
      if (only !== null && only !== byte) return null;
      only = byte;
    } else if (node!.kind === "automaton") {
      const row = node!.dfa.next.subarray(node!.state * 256, node!.state * 256 + 256);
      for (const start of node!.dfa.runs[node!.state]!) {
        if (row[start] === -1) continue;
        if ((only !== null && only !== start) || row[start + 1] === row[start]) return null;
        only = start;
      }
    }
  }
  return only;
}
