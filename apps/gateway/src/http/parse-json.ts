import { fail, LIMITS, ok, type Result, type ServiceError } from "@steadytext/core";

/** Strict: a byte sequence that is not UTF-8 is an error here, where it would otherwise turn into U+FFFD unseen. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** The JSON value in a body, refused when it nests deeper than the limit or holds a `__proto__` key. */
export function parseJson(bytes: Uint8Array): Result<unknown, ServiceError> {
  if (bytes.byteLength === 0) return fail("invalid_json", "The body is empty: send a JSON object");
  const text = decode(bytes);
  if (text === null) return fail("invalid_json", "The body is not valid UTF-8: send JSON in UTF-8");
  const value = parse(text);
  if (value === undefined) return fail("invalid_json", "The body is not valid JSON: send one JSON object");
  return checkShape(value, 1) ?? ok(value);
}

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The first fault in a value's structure, or null. The recursion is as deep as the limit, no deeper. */
function checkShape(value: unknown, depth: number): { readonly ok: false; readonly error: ServiceError } | null {
  if (typeof value !== "object" || value === null) return null;
  if (depth > LIMITS.jsonDepth) return fail("invalid_request", `The body nests deeper than ${LIMITS.jsonDepth} levels: flatten it`);
  for (const key of Object.keys(value)) {
    if (key === "__proto__") return fail("unknown_field", "The body holds a field named __proto__: remove it", { param: key });
    const fault = checkShape((value as Record<string, unknown>)[key], depth + 1);
    if (fault) return fault;
  }
  return null;
}
