import type { Encoding } from "../dfa/byte-sequences.ts";
import type { Expression } from "../expression/expression.ts";
import { GrammarError } from "../grammar-error.ts";
import { PATTERN_POSITIONS } from "../limits.ts";
import { staysSmall } from "./check-complexity.ts";
import { PatternLowering } from "./lower-pattern.ts";
import { parsePattern } from "./parse-pattern.ts";
import { lengths, positions, type Lengths } from "./pattern.ts";
import type { WorkBudget } from "../work-budget.ts";

export interface CompiledPattern {
  readonly expression: Expression;
  /** Characters of the shortest and longest text. */
  readonly lengths: Lengths;
}

/** Texts that match `source` as a whole, or anywhere within. Raises `GrammarError` where it is invalid or would grow too large. */
export function compilePattern(source: string, encoding: Encoding, matches: "whole" | "anywhere", budget: WorkBudget): CompiledPattern {
  const alternatives = parsePattern(source);
  const whole = { kind: "choice", options: alternatives.map(({ pattern }) => pattern) } as const;
  const size = positions(whole);
  if (size > PATTERN_POSITIONS) {
    throw new GrammarError(
      "invalid_request",
      `The regular expression has ${size} characters once its repetitions are written out; at most ${PATTERN_POSITIONS} are taken`,
    );
  }
  const lowering = new PatternLowering(encoding, budget);
  const expression = matches === "whole" ? lowering.whole(alternatives) : lowering.anywhere(alternatives);
  if (!staysSmall(expression, budget)) {
    throw new GrammarError(
      "invalid_request",
      "The regular expression is too ambiguous, or there are too many: the automaton would grow too large",
    );
  }
  const isOpen = matches === "anywhere" && alternatives.some(({ startsText, endsText }) => !startsText || !endsText);
  const { min, max } = lengths(whole);
  return { expression, lengths: { min, max: isOpen ? Infinity : max } };
}
