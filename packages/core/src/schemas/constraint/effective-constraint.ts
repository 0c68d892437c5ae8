import { fail, type ServiceError } from "../../errors.ts";
import { ok, type Result } from "../../result.ts";

/**
 * What a generated text must be, in its one spelling. A schema is JSON text, since the order of its properties is that of the document;
 * `wrap` puts the document between `<json-output>` and `</json-output>`. Choices are sorted and without repeats.
 */
export type EffectiveConstraint =
  | { readonly schema: string; readonly separators: "compact" | "spaced"; readonly wrap?: true }
  | { readonly regex: string }
  | { readonly choices: readonly string[] };

/** A constraint, and the field that asks for it. */
export interface AskedConstraint {
  readonly param: string;
  readonly constraint: EffectiveConstraint;
}

/** An effective request's part: empty, rather than holding undefined, where the text is free. */
export interface ConstraintPart {
  readonly constraint?: EffectiveConstraint;
}

/** The one constraint of a request, whose text no stop string, asked for by `stopParam`, may cut. */
export function onlyConstraint(asked: readonly AskedConstraint[], stopParam: string | null): Result<ConstraintPart, ServiceError> {
  const [first, second] = asked;
  if (first === undefined) return ok({});
  if (second !== undefined) {
    return fail("invalid_request", `${first.param} and ${second.param} are two constraints: give one of them`, { param: second.param });
  }
  if (stopParam !== null) {
    return fail("invalid_request", `${stopParam} could cut short what ${first.param} asks for: leave one of them out`, {
      param: stopParam,
    });
  }
  return ok({ constraint: first.constraint });
}

export function schemaConstraint(schema: unknown, separators: "compact" | "spaced" = "compact"): EffectiveConstraint {
  return { schema: JSON.stringify(schema), separators };
}

export function choicesConstraint(choices: readonly string[]): EffectiveConstraint {
  return { choices: [...new Set(choices)].sort() };
}
