/** What canonical JSON can express; `undefined`, non-finite numbers, dates and the like have no place in a digest. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * JSON in the one form of RFC 8785: object keys sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript writes them.
 * @throws TypeError for a non-finite number or text with a lone surrogate: callers check both at the border, so either means a bug.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("canonical JSON has no form for a non-finite number");
  if (typeof value === "string" && !value.isWellFormed()) throw new TypeError("canonical JSON has no form for a lone surrogate");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalJson(key)}:${canonicalJson(value[key] as JsonValue)}`);
  return `{${members.join(",")}}`;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
