import { unsupported } from "../grammar-error.ts";
import { ENUM_VALUES, SCHEMA_DEPTH, SCHEMA_LENGTH } from "../limits.ts";
import { isObject, type JsonValue } from "./json-value.ts";
import { step } from "./located.ts";

/** Refuses a schema that is too deep, too long or lists too many values, before anything follows its structure. */
export function checkSize(schema: JsonValue): void {
  let values = 0;
  const visit = (value: JsonValue, pointer: string, depth: number): void => {
    if (depth > SCHEMA_DEPTH) throw unsupported(pointer, `The schema nests deeper than ${SCHEMA_DEPTH} levels`);
    const entries = Array.isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
    for (const [key, child] of entries) {
      const at = step(pointer, key);
      if (key === "enum" && Array.isArray(child)) values += child.length;
      if (values > ENUM_VALUES) throw unsupported(at, `The schema lists more than ${ENUM_VALUES} values in enum`);
      visit(child, at, depth + 1);
    }
  };
  visit(schema, "", 0);
  const { length } = JSON.stringify(schema);
  if (length > SCHEMA_LENGTH) throw unsupported("", `The schema has ${length} characters; at most ${SCHEMA_LENGTH} are taken`);
}
