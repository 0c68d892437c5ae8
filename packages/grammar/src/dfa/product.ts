import { automaton, NEVER, type Expression } from "../expression/expression.ts";
import { measure } from "../expression/measure.ts";
import { unsupported } from "../grammar-error.ts";
import { PRODUCT_STATES } from "../limits.ts";
import { Machine } from "../machine/machine.ts";
import { runStarts } from "../machine/run-starts.ts";
import type { State } from "../machine/state.ts";
import type { WorkBudget } from "../work-budget.ts";
import { finishDfa } from "./dfa.ts";

/** What a pair of states costs, in the steps that machines count. */
const PAIR_WORK = 20;

/** The texts in both languages, as one automaton. `pointer` is blamed where it would be too large. */
export function product(a: Expression, b: Expression, pointer: string, budget: WorkBudget): Expression {
  measure(a);
  measure(b);
  if (a.minBytes === Infinity || b.minBytes === Infinity) return NEVER;
  const [left, right] = [new Machine(a), new Machine(b)];
  const pairs: [State, State][] = [[left.start, right.start]];
  const known = new Map<State, Map<State, number>>([[left.start, new Map([[right.start, 0]])]]);
  const rows: Int16Array[] = [];
  const work = (): number => left.work + right.work + pairs.length * PAIR_WORK;

  const stateOf = (x: State, y: State): number => {
    const row = known.get(x) ?? new Map<State, number>();
    known.set(x, row);
    const found = row.get(y);
    if (found !== undefined) return found;
    row.set(y, pairs.length);
    return pairs.push([x, y]) - 1;
  };

  for (let at = 0; at < pairs.length; at++) {
    const [x, y] = pairs[at]!;
    const row = new Int16Array(256).fill(-1);
    const starts = [...new Set([...runStarts(x), ...runStarts(y)])].sort((p, q) => p - q);
    if (pairs.length > PRODUCT_STATES || work() > budget.left) {
      throw unsupported(pointer, "The constraints that hold here at once are too complex together");
    }
    starts.forEach((start, i) => {
      const [nextX, nextY] = [left.next(x, start), right.next(y, start)];
      if (nextX && nextY) row.fill(stateOf(nextX, nextY), start, starts[i + 1] ?? 256);
    });
    rows.push(row);
  }
  budget.spend(work(), pointer);
  return automaton(finishDfa({ rows, accepting: pairs.map(([x, y]) => x.accepts && y.accepts) }));
}
