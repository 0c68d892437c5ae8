export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

/** How members and elements are set apart: `{"a":1,"b":2}` or `{"a": 1, "b": 2}`. */
export interface Separators {
  readonly item: string;
  readonly key: string;
}

export const COMPACT: Separators = { item: ",", key: ":" };
export const SPACED: Separators = { item: ", ", key: ": " };

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The one spelling of `value` in a document: that of `JSON.stringify`, with these separators. */
export function spell(value: JsonValue, separators: Separators): string {
  if (Array.isArray(value)) return `[${value.map((item) => spell(item, separators)).join(separators.item)}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => JSON.stringify(key) + separators.key + spell(item, separators));
  return `{${members.join(separators.item)}}`;
}

/** One text for all values that are equal: the order of members does not matter. */
export function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name]!)}`).join()}}`;
}
