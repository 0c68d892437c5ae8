import type { Expression } from "./expression.ts";

/**
 * Sets `minBytes`, and each choice's best option, of everything reachable from `root`: relaxed until nothing gets shorter, so that
 * cycles settle. An option becomes the best only by being strictly shorter, hence best options never lead round a cycle.
 * Returns all parts of `root`, innermost first.
 */
export function measure(root: Expression): readonly Expression[] {
  const ordered = postOrder(root);
  for (const node of ordered) {
    if (node.kind === "literal" || node.kind === "automaton") continue;
    node.minBytes = Infinity;
    if (node.kind === "choice") node.best = null;
  }
  ordered.forEach(relax);
  if (ordered.some(({ kind }) => kind === "reference")) settle(ordered);
  return ordered;
}

/** Relaxes, in the same order again and again, what has a part that got shorter since. */
function settle(ordered: readonly Expression[]): void {
  const places = new Map(ordered.map((node, at) => [node, at]));
  const users: number[][] = ordered.map(() => []);
  ordered.forEach((node, at) => children(node).forEach((child) => users[places.get(child)!]!.push(at)));
  const isStale = new Uint8Array(ordered.length).fill(1);
  for (let at = 0; at >= 0; at = nextOf(isStale, at)) {
    isStale[at] = 0;
    if (relax(ordered[at]!)) for (const user of users[at]!) isStale[user] = 1;
  }
}

/** The place of the next 1 after `at`, from the beginning again where there is none; -1 where there is none at all. */
function nextOf(flags: Uint8Array, at: number): number {
  const ahead = flags.indexOf(1, at + 1);
  return ahead < 0 ? flags.indexOf(1) : ahead;
}

function relax(node: Expression): boolean {
  const before = node.minBytes;
  if (node.kind === "sequence") node.minBytes = node.items.reduce((sum, { minBytes }) => sum + minBytes, 0);
  else if (node.kind === "repeat") node.minBytes = node.min === 0 ? 0 : node.min * node.body.minBytes;
  else if (node.kind === "reference") node.minBytes = node.rule.body?.minBytes ?? Infinity;
  else if (node.kind === "choice") {
    for (const option of node.options) {
      if (option.minBytes >= node.minBytes) continue;
      node.minBytes = option.minBytes;
      node.best = option;
    }
  }
  return node.minBytes !== before;
}

function children(node: Expression): readonly Expression[] {
  if (node.kind === "sequence") return node.items;
  if (node.kind === "choice") return node.options;
  if (node.kind === "repeat") return [node.body];
  return node.kind === "reference" && node.rule.body ? [node.rule.body] : [];
}

/** Without recursion, since chains of properties are long. */
function postOrder(root: Expression): Expression[] {
  const ordered: Expression[] = [];
  const seen = new Set([root]);
  const stack: { node: Expression; at: number }[] = [{ node: root, at: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const child = children(top.node)[top.at++];
    if (child === undefined) ordered.push(stack.pop()!.node);
    else if (!seen.has(child)) {
      seen.add(child);
      stack.push({ node: child, at: 0 });
    }
  }
  return ordered;
}
