import { unsupported } from "../grammar-error.ts";
import { isObject, type JsonObject, type JsonValue } from "./json-value.ts";

/** A subschema and where it stands in the document. */
export interface Located {
  /** `true` and `{}` allow everything, `false` nothing. */
  readonly schema: JsonObject | boolean;
  readonly pointer: string;
  /** Only the keywords that assert something themselves apply: references and branches have been followed already. */
  readonly isBase: boolean;
}

export function locate(schema: JsonValue | undefined, pointer: string): Located {
  if (typeof schema !== "boolean" && !isObject(schema)) throw unsupported(pointer, "A schema must be an object, true or false");
  return { schema, pointer, isBase: false };
}

/** One reference token of a JSON pointer. Source: RFC 6901. */
export function step(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The subschema that the local reference `ref`, written at `pointer`, leads to. */
export function resolve(root: JsonValue, ref: JsonValue, pointer: string): Located {
  if (typeof ref !== "string") throw unsupported(pointer, "$ref must be a string");
  if (ref !== "#" && !ref.startsWith("#/")) {
    throw unsupported(pointer, `$ref may only point into the schema itself, like "#/$defs/name"; this one is ${JSON.stringify(ref)}`);
  }
  let at: JsonValue | undefined = root;
  const target = decodeFragment(ref.slice(1), pointer);
  for (const token of target.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    at = child(at, key);
    if (at === undefined) throw unsupported(pointer, `$ref leads to nothing: there is no ${JSON.stringify(key)} on the way of ${ref}`);
  }
  return locate(at, target);
}

function child(of: JsonValue | undefined, key: string): JsonValue | undefined {
  if (Array.isArray(of)) return /^(0|[1-9]\d{0,6})$/.test(key) ? of[Number(key)] : undefined;
  return isObject(of) && Object.hasOwn(of, key) ? of[key] : undefined;
}

function decodeFragment(fragment: string, pointer: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    throw unsupported(pointer, "$ref is not a valid URI fragment");
  }
}
