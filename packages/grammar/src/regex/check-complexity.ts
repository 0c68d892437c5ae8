import type { Expression } from "../expression/expression.ts";
import { measure } from "../expression/measure.ts";
import { PATTERN_STATES, PATTERN_WORK } from "../limits.ts";
import { Machine } from "../machine/machine.ts";
import { runStarts } from "../machine/run-starts.ts";

/** Counters above this are alike for the exploration. */
const COUNTED = 8;

/**
 * Explores the deterministic states of an expression, with long counters cut, and tells whether they are few. An expression like
 * `(a|b)*a(a|b){20}`, whose states double with each character, is found out within the bounds.
 */
export function staysSmall(expression: Expression): boolean {
  measure(expression);
  const machine = new Machine(expression, COUNTED);
  const states = new Set([machine.clip(machine.start)]);
  let work = 0;
  for (const state of states) {
    for (const byte of runStarts(state)) {
      work += state.tops.length;
      const next = machine.next(state, byte);
      if (next) states.add(machine.clip(next));
      if (states.size > PATTERN_STATES || work > PATTERN_WORK) return false;
    }
  }
  return true;
}
