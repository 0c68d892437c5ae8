import type { Dfa } from "../dfa/dfa.ts";
import type { Expression } from "./expression.ts";

/** An object with a few fields; a typed array of any length; a state's list of runs. Measured in V8, rounded up. */
const NODE_BYTES = 80;
const ARRAY_BYTES = 200;
const RUNS_BYTES = 200;
/** An empty map, and the key of its one entry. */
const FAMILY_BYTES = 300;
/** Bytes that `parts`, each listed once, take in memory: an estimate, rather high. */
export function byteLength(parts: readonly Expression[]): number {
  const tables = new Set<Dfa>();
  let bytes = 0;
  for (const part of parts) {
    bytes += NODE_BYTES;
    if (part.kind === "literal") bytes += ARRAY_BYTES + part.bytes.length;
    else if (part.kind === "sequence") bytes += part.items.length * 8;
    else if (part.kind === "choice") bytes += part.options.length * 8;
    else if (part.kind === "repeat") bytes += FAMILY_BYTES;
    else if (part.kind === "automaton") tables.add(part.dfa);
  }
  for (const { next, distance } of tables) bytes += next.byteLength + distance.length * (RUNS_BYTES + NODE_BYTES);
  return bytes;
}
