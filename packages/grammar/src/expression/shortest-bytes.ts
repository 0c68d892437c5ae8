import type { Expression } from "./expression.ts";

/** Appends the shortest string of `root`, which must have one, to `out`. Ties go to the option written first, the lowest byte. */
export function shortestBytes(root: Expression, out: number[]): void {
  const pending: Expression[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === "literal") out.push(...node.bytes.subarray(node.offset));
    else if (node.kind === "automaton") walkDown(node.dfa, node.state, out);
    else if (node.kind === "sequence") pending.push(...node.items.toReversed());
    else if (node.kind === "choice") pending.push(node.best!);
    else if (node.kind === "repeat") for (let i = 0; i < node.min; i++) pending.push(node.body);
    else pending.push(node.rule.body!);
  }
}

function walkDown(dfa: { next: Int16Array; distance: Int32Array }, from: number, out: number[]): void {
  for (let state = from; dfa.distance[state]! > 0;) {
    const row = dfa.next.subarray(state * 256, state * 256 + 256);
    const wanted = dfa.distance[state]! - 1;
    const byte = row.findIndex((target) => target >= 0 && dfa.distance[target] === wanted);
    out.push(byte);
    state = row[byte]!;
  }
}
