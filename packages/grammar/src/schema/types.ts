import { unsupported } from "../grammar-error.ts";
import type { JsonValue } from "./json-value.ts";
import { step, type Located } from "./located.ts";

export type JsonType = "null" | "boolean" | "object" | "array" | "string" | "integer" | "number";

/** Without `number` only whole numbers are meant by `integer`. */
const ALL_TYPES: readonly JsonType[] = ["null", "boolean", "object", "array", "string", "integer", "number"];

/** The types that every one of `parts` allows. */
export function allowedTypes(parts: readonly Located[]): ReadonlySet<JsonType> {
  let allowed: ReadonlySet<JsonType> = new Set(ALL_TYPES);
  for (const { schema, pointer } of parts) {
    if (typeof schema === "boolean" || schema["type"] === undefined) continue;
    const types = readTypes(schema["type"], step(pointer, "type"));
    if (schema["nullable"] === true) types.add("null");
    allowed = intersection(allowed, types);
  }
  return allowed;
}

export function typeOf(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value as JsonType;
}

function readTypes(value: JsonValue, pointer: string): Set<JsonType> {
  const names = Array.isArray(value) ? value : [value];
  if (names.length === 0) throw unsupported(pointer, "type must name at least one type");
  const types = new Set<JsonType>();
  for (const name of names) {
    const type = ALL_TYPES.find((known) => known === name);
    if (!type)
      throw unsupported(pointer, `type must be one of ${ALL_TYPES.join(", ")}, or a list of them; ${JSON.stringify(name)} is none`);
    types.add(type);
    if (type === "number") types.add("integer");
  }
  return types;
}

export function intersection(a: ReadonlySet<JsonType>, b: ReadonlySet<JsonType>): ReadonlySet<JsonType> {
  return new Set([...a].filter((type) => b.has(type)));
}
