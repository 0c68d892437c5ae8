import { ok, type EffectiveConstraint, type Result, type ServiceError } from "@steadytext/core";
import { compileConstraint, constraintOf } from "@steadytext/grammar";

/** Constraints that compiled: the prompts of one request share theirs. */
const sound = new WeakSet<EffectiveConstraint>();

/** Refuses a constraint that cannot be kept, so that no engine is asked, nor a model loaded, for nothing. */
export function checkConstraint(constraint: EffectiveConstraint | undefined): Result<null, ServiceError> {
  if (constraint === undefined || sound.has(constraint)) return ok(null);
  const compiled = compileConstraint(constraintOf(constraint));
  if (!compiled.ok) return compiled;
  sound.add(constraint);
  return ok(null);
}
