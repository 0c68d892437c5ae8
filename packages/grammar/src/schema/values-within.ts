import { choice, literal, type Expression } from "../expression/expression.ts";
import { measure } from "../expression/measure.ts";
import { Machine } from "../machine/machine.ts";
import { spell, type JsonValue, type Separators } from "./json-value.ts";

/** The documents that are one of `values` and, unless it is null, in the language of `within`. */
export function valuesWithin(values: readonly JsonValue[], separators: Separators, within: Expression | null): Expression {
  const texts = [...new Set(values.map((value) => spell(value, separators)))];
  if (!within) return choice(texts.map((text) => literal(text)));
  measure(within);
  const machine = new Machine(within);
  const encoder = new TextEncoder();
  return choice(texts.filter((text) => machine.accepts(encoder.encode(text))).map((text) => literal(text)));
}
