import { unsupported } from "../grammar-error.ts";
import { checkKeywords, isAssertion, readArray } from "./keywords.ts";
import type { JsonValue } from "./json-value.ts";
import { locate, resolve, step, type Located } from "./located.ts";

/** One `anyOf` or `oneOf`: exactly the documents of any branch. */
interface Fork {
  readonly branches: readonly Located[];
  /** Where a `oneOf` stands, whose branches must be shown to exclude each other; null for others. */
  readonly oneOf: string | null;
}

export interface Flat {
  /** Schemas whose own assertions all hold. */
  readonly parts: readonly Located[];
  /** One branch of each holds as well. */
  readonly forks: readonly Fork[];
  /** Whether a part is `false`. */
  readonly isNever: boolean;
}

const NULL_ONLY: Located = { schema: { type: "null" }, pointer: "null", isBase: true };

/** Follows `$ref` and `allOf` of schemas that hold at once. A reference that leads back without progress is refused. */
export function flatten(root: JsonValue, conjunction: readonly Located[]): Flat {
  const parts = new Map<string, Located>();
  const forks: Fork[] = [];
  /** Schemas that are being followed. */
  const path = new Set<string>();
  let isNever = false;

  const add = (located: Located): void => {
    const { schema, pointer, isBase } = located;
    if (typeof schema === "boolean") isNever ||= !schema;
    if (typeof schema === "boolean") return;
    if (path.has(pointer)) throw unsupported(pointer, "The schema refers to itself without any progress");
    if (parts.has(pointer)) return;
    parts.set(pointer, { schema, pointer, isBase: true });
    if (isBase) return;
    checkKeywords(schema, pointer);
    if (schema["nullable"] === true && schema["type"] === undefined && hasReference(located)) {
      parts.delete(pointer);
      const { nullable: _, ...rest } = schema;
      forks.push({ branches: [{ schema: rest, pointer: `${pointer}~nullable`, isBase: false }, NULL_ONLY], oneOf: null });
      return;
    }
    path.add(pointer);
    if (schema["$ref"] !== undefined) add(resolve(root, schema["$ref"], step(pointer, "$ref")));
    for (const branch of branches(located, "allOf")) add(branch);
    path.delete(pointer);
    const anyOf = branches(located, "anyOf");
    if (anyOf.length > 0) forks.push({ branches: anyOf, oneOf: null });
    const oneOf = branches(located, "oneOf");
    if (oneOf.length > 0) forks.push({ branches: oneOf, oneOf: step(pointer, "oneOf") });
  };

  for (const located of conjunction) add(located);
  return { parts: [...parts.values()], forks, isNever };
}

/** What a schema refers to, through all such schemas, that asserts nothing else; null for any other. It was flattened: no ring is left. */
export function referred(root: JsonValue, { schema, pointer, isBase }: Located): Located | null {
  if (isBase || typeof schema === "boolean" || schema["$ref"] === undefined) return null;
  if (Object.keys(schema).some((keyword) => keyword !== "$ref" && isAssertion(keyword))) return null;
  const target = resolve(root, schema["$ref"], step(pointer, "$ref"));
  return referred(root, target) ?? target;
}

function hasReference({ schema }: Located): boolean {
  return typeof schema === "object" && ["$ref", "allOf", "anyOf", "oneOf"].some((keyword) => schema[keyword] !== undefined);
}

function branches({ schema, pointer }: Located, keyword: string): Located[] {
  if (typeof schema === "boolean") return [];
  const list = readArray(schema, pointer, keyword);
  const at = step(pointer, keyword);
  if (list?.length === 0) throw unsupported(at, `${keyword} must hold at least one schema`);
  return (list ?? []).map((branch, i) => locate(branch, step(at, i)));
}
