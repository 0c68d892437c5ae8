import { readArray } from "./keywords.ts";
import { canonical, type JsonObject, type JsonValue } from "./json-value.ts";
import { step, type Located } from "./located.ts";
import { unsupported } from "../grammar-error.ts";
import type { WorkBudget } from "../work-budget.ts";

/** Characters that are compared in one step of a budget. */
const CHARACTERS_A_STEP = 16;

const ASSERTS_NOTHING_MORE = new Set([
  "type",
  "nullable",
  "enum",
  "const",
  "$ref",
  "allOf",
  "anyOf",
  "oneOf",
  "$defs",
  "definitions",
  "title",
  "description",
]);

/** The values that `enum` and `const` of all `parts` leave, undefined where there are none of these keywords. */
export function allowedValues(parts: readonly Located[], budget: WorkBudget): JsonValue[] | undefined {
  let allowed: JsonValue[] | undefined;
  for (const { schema, pointer } of parts) {
    if (typeof schema === "boolean") continue;
    for (const values of valueLists(schema, pointer)) {
      allowed = allowed ? sharedValues(allowed, values, pointer, budget) : values;
    }
  }
  return allowed;
}

/** Those of `a` that `b` holds too. */
export function sharedValues(a: readonly JsonValue[], b: readonly JsonValue[], pointer: string, budget: WorkBudget): JsonValue[] {
  const textOf = (value: JsonValue): string => {
    const text = canonical(value);
    budget.spend(1 + text.length / CHARACTERS_A_STEP, pointer);
    return text;
  };
  const held = new Set(b.map(textOf));
  return a.filter((value) => held.has(textOf(value)));
}

/** Whether `parts` ask for more of a value than its type and its place in a list. */
export function hasOtherAssertions(parts: readonly Located[]): boolean {
  return parts.some(({ schema }) => Object.keys(schema).some((keyword) => !ASSERTS_NOTHING_MORE.has(keyword)));
}

/** The same parts with every value allowed. */
export function withoutValues(parts: readonly Located[]): Located[] {
  return parts.map(({ schema, pointer }) => {
    const { enum: _values, const: _value, ...rest } = schema as JsonObject;
    return { schema: rest, pointer: `${pointer}~values`, isBase: true };
  });
}

function valueLists(schema: JsonObject, pointer: string): JsonValue[][] {
  const lists: JsonValue[][] = [];
  const values = readArray(schema, pointer, "enum");
  if (values?.length === 0) throw unsupported(step(pointer, "enum"), "enum must hold at least one value");
  if (values) lists.push(values);
  if (schema["const"] !== undefined) lists.push([schema["const"]]);
  return lists;
}
