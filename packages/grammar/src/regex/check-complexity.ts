import type { Expression } from "../expression/expression.ts";
import { measure } from "../expression/measure.ts";
import { PATTERN_STATES, PATTERN_WAYS } from "../limits.ts";
import { Machine } from "../machine/machine.ts";
import { runStarts } from "../machine/run-starts.ts";
import type { WorkBudget } from "../work-budget.ts";

/** Counters above this are alike for the exploration. */
const COUNTED = 24;

/**
 * Explores the deterministic states of an expression, with long counters cut, and tells whether they are few. An expression like
 * `(a|b)*a(a|b){20}`, whose states double with each character, is found out within the bounds.
 */
export function staysSmall(expression: Expression, budget: WorkBudget): boolean {
  measure(expression);
  const machine = new Machine(expression);
  if (!explore(machine, budget.left)) return false;
  budget.spend(machine.work, null);
  return true;
}

function explore(machine: Machine, work: number): boolean {
  if (machine.start.tops.length > PATTERN_WAYS) return false;
  const states = new Set([machine.clip(machine.start, COUNTED)]);
  for (const state of states) {
    for (const byte of runStarts(state)) {
      const next = machine.next(state, byte);
      if (!next) continue;
      if (next.tops.length > PATTERN_WAYS || states.size > PATTERN_STATES || machine.work > work) return false;
      states.add(machine.clip(next, COUNTED));
    }
  }
  return true;
}
