import { unsupported } from "../grammar-error.ts";
import { OBJECT_PROPERTIES } from "../limits.ts";
import { readArray, readObject } from "./keywords.ts";
import { locate, step, type Located } from "./located.ts";

interface Property {
  readonly name: string;
  /** All of these hold for its value. */
  readonly schemas: readonly Located[];
  readonly isRequired: boolean;
}

export interface ObjectFacts {
  /** In the order written; names that are only required come last. */
  readonly properties: readonly Property[];
  /** What holds for members of any other name. */
  readonly others: readonly Located[];
  readonly pointer: string;
}

interface ObjectPart {
  readonly declared: ReadonlyMap<string, Located>;
  readonly required: readonly string[];
  readonly additional: Located | null;
}

/** What all of `parts` together say about an object's members. */
export function objectFacts(parts: readonly Located[]): ObjectFacts {
  const objects = parts.map(readPart);
  const required = new Set(objects.flatMap((part) => part.required));
  const names = new Set([...objects.flatMap(({ declared }) => [...declared.keys()]), ...required]);
  const pointer = parts[0]?.pointer ?? "";
  if (names.size > OBJECT_PROPERTIES)
    throw unsupported(pointer, `An object has ${names.size} properties; at most ${OBJECT_PROPERTIES} are taken`);
  const properties = [...names].map((name) => ({
    name,
    schemas: objects.flatMap(({ declared, additional }) => declared.get(name) ?? additional ?? []),
    isRequired: required.has(name),
  }));
  return { properties, others: objects.flatMap(({ additional }) => additional ?? []), pointer };
}

function readPart({ schema, pointer }: Located): ObjectPart {
  if (typeof schema === "boolean") return { declared: new Map(), required: [], additional: null };
  const at = step(pointer, "properties");
  const declared = Object.entries(readObject(schema, pointer, "properties") ?? {});
  const required = readArray(schema, pointer, "required") ?? [];
  const names = required.map((name) => {
    if (typeof name !== "string") throw unsupported(step(pointer, "required"), "required must hold property names");
    return name;
  });
  const additional = schema["additionalProperties"];
  return {
    declared: new Map(declared.map(([name, property]) => [name, locate(property, step(at, name))])),
    required: names,
    additional: additional === undefined ? null : locate(additional, step(pointer, "additionalProperties")),
  };
}
