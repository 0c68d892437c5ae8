import { unsupported } from "../grammar-error.ts";
import { checkKeywords, readArray } from "./keywords.ts";
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
  let isNever = false;

  const add = (located: Located, path: readonly string[]): void => {
    const { schema, pointer, isBase } = located;
    if (typeof schema === "boolean") isNever ||= !schema;
    if (typeof schema === "boolean") return;
    if (path.includes(pointer)) throw unsupported(pointer, "The schema refers to itself without any progress");
    if (parts.has(pointer)) return;
    parts.set(pointer, { schema, pointer, isBase: true });
    if (isBase) return;
    checkKeywords(schema, pointer);
    const way = [...path, pointer];
    if (schema["nullable"] === true && schema["type"] === undefined && hasReference(located)) {
      parts.delete(pointer);
      const { nullable: _, ...rest } = schema;
      forks.push({ branches: [{ schema: rest, pointer: `${pointer}~nullable`, isBase: false }, NULL_ONLY], oneOf: null });
      return;
    }
    if (schema["$ref"] !== undefined) add(resolve(root, schema["$ref"], step(pointer, "$ref")), way);
    for (const branch of branches(located, "allOf")) add(branch, way);
    const anyOf = branches(located, "anyOf");
    if (anyOf.length > 0) forks.push({ branches: anyOf, oneOf: null });
    const oneOf = branches(located, "oneOf");
    if (oneOf.length > 0) forks.push({ branches: oneOf, oneOf: step(pointer, "oneOf") });
  };

  for (const located of conjunction) add(located, []);
  return { parts: [...parts.values()], forks, isNever };
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
