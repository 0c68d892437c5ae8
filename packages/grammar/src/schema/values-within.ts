import { choice, literal, type Expression } from "../expression/expression.ts";
import { measure } from "../expression/measure.ts";
import { Machine } from "../machine/machine.ts";
import { spell, type JsonValue } from "./json-value.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";

/** Steps of a budget that a value takes, and the characters of it that take one more. */
const VALUE_WORK = 4;
const CHARACTERS_A_STEP = 16;

/** The documents that are one of `values` and, unless it is null, in the language of `within`. */
export function valuesWithin(
  values: readonly JsonValue[],
  { separators, budget }: SchemaCompiler,
  within: Expression | null,
  pointer: string,
): Expression {
  const texts = new Set<string>();
  for (const value of values) {
    const text = spell(value, separators);
    budget.spend(VALUE_WORK + text.length / CHARACTERS_A_STEP, pointer);
    texts.add(text);
  }
  if (!within) return choice([...texts].map((text) => literal(text)));
  budget.spend(measure(within).length, pointer);
  const machine = new Machine(within);
  const encoder = new TextEncoder();
  const isWithin = (text: string): boolean => {
    const before = machine.work;
    const accepts = machine.accepts(encoder.encode(text));
    budget.spend(machine.work - before, pointer);
    return accepts;
  };
  return choice([...texts].filter(isWithin).map((text) => literal(text)));
}
