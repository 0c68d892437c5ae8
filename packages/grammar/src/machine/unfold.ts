import { rebound, type Expression } from "../expression/expression.ts";
import type { Continuation, Continuations } from "./continuation.ts";

/** Puts what `at` may begin with into `seen`, to be unfolded in turn, and `at` itself into `tops` if it begins with a byte. */
export function unfold(at: Continuation, continuations: Continuations, seen: Set<Continuation>, tops: Continuation[]): void {
  const node = at.node!;
  const rest = at.rest!;
  if (node.kind === "literal") tops.push(at);
  else if (node.kind === "automaton") {
    tops.push(at);
    if (node.dfa.accepting[node.state]) seen.add(rest);
  } else if (node.kind === "sequence") seen.add(node.items.reduceRight((below, item) => continuations.push(item, below), rest));
  else if (node.kind === "choice") for (const option of node.options) seen.add(continuations.push(option, rest));
  else if (node.kind === "reference") seen.add(continuations.push(node.rule.body!, rest));
  else {
    if (node.min === 0) seen.add(rest);
    const fewer = rebound(node, Math.max(0, node.min - 1), node.max - 1);
    seen.add(continuations.push(node.body, continuations.push(fewer, rest)));
  }
}

/** A counter that no `reach` bytes can exhaust counts no more; each repetition takes a byte at least. */
export function clipCounter(node: Expression, reach: number): Expression {
  if (node.kind !== "repeat" || node.max <= reach || (node.max === Infinity && node.min <= reach + 1)) return node;
  return rebound(node, Math.min(node.min, reach + 1), Infinity);
}
