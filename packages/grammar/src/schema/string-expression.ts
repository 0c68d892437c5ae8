import { product } from "../dfa/product.ts";
import { repeat, type Expression } from "../expression/expression.ts";
import { ANY_CHARACTER } from "./name-expression.ts";
import type { Located } from "./located.ts";
import { stringFacts } from "./string-facts.ts";

/** The texts that all of `parts` allow, as they stand between the quotes of a JSON string. */
export function stringExpression(parts: readonly Located[]): Expression {
  const { min, max, languages } = stringFacts(parts);
  const [first, ...others] = languages;
  if (!first) return repeat(ANY_CHARACTER, min, max);
  const all = others.reduce((left, { pattern, pointer }) => product(left, pattern.expression, pointer), first.pattern.expression);
  const isWithin =
    languages.some(({ pattern }) => pattern.lengths.min >= min) && languages.some(({ pattern }) => pattern.lengths.max <= max);
  return isWithin ? all : product(all, repeat(ANY_CHARACTER, min, max), first.pointer);
}
