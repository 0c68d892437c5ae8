import { product } from "../dfa/product.ts";
import { repeat, type Expression } from "../expression/expression.ts";
import type { WorkBudget } from "../work-budget.ts";
import { ANY_CHARACTER } from "./name-expression.ts";
import type { Located } from "./located.ts";
import { stringLanguages } from "./string-languages.ts";
import { stringLengths } from "./string-lengths.ts";

/** The texts that all of `parts` allow, as they stand between the quotes of a JSON string. */
export function stringExpression(parts: readonly Located[], budget: WorkBudget): Expression {
  const { min, max } = stringLengths(parts);
  const [first, ...others] = stringLanguages(parts, budget);
  if (!first) return repeat(ANY_CHARACTER, min, max);
  const all = others.reduce((left, { pattern, pointer }) => product(left, pattern.expression, pointer, budget), first.pattern.expression);
  const languages = [first, ...others];
  const isWithin =
    languages.some(({ pattern }) => pattern.lengths.min >= min) && languages.some(({ pattern }) => pattern.lengths.max <= max);
  return isWithin ? all : product(all, repeat(ANY_CHARACTER, min, max), first.pointer, budget);
}
