import type { EffectiveConstraint } from "@steadytext/core";
import type { Constraint } from "./compile-constraint.ts";

/** What a request's constraint asks of the compiler. */
export function constraintOf(constraint: EffectiveConstraint): Constraint {
  if (!("schema" in constraint)) return constraint;
  return { schema: JSON.parse(constraint.schema) as unknown, separators: constraint.separators };
}
