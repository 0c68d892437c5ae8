import { readArray } from "./keywords.ts";
import { areEqual, type JsonObject, type JsonValue } from "./json-value.ts";
import { step, type Located } from "./located.ts";
import { unsupported } from "../grammar-error.ts";

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
export function allowedValues(parts: readonly Located[]): JsonValue[] | undefined {
  let allowed: JsonValue[] | undefined;
  for (const { schema, pointer } of parts) {
    if (typeof schema === "boolean") continue;
    for (const values of valueLists(schema, pointer)) {
      allowed = allowed ? allowed.filter((value) => values.some((other) => areEqual(value, other))) : values;
    }
  }
  return allowed;
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
