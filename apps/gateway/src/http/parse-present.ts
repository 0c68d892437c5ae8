import { z } from "zod";

/** A schema of an object as far as it can be told before there is one. */
interface Outline {
  readonly fields: Readonly<Record<string, z.ZodType>>;
  readonly required: readonly string[];
  /** What stands for fields that are left out. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

const outlines = new WeakMap<z.ZodType, Outline | null>();

/**
 * What a strict object's schema makes of a value, by way of the fields that are there: a request names two or three of thirty, and each that
 * it leaves out costs the schema as much as one that it names. Null where the schema itself must be asked, be it for what is wrong.
 */
export function parsePresent<T>(schema: z.ZodType<T>, value: unknown): T | null {
  const outline = outlineOf(schema);
  if (outline === null || typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { fields, required, defaults } = outline;
  if (!required.every((name) => Object.hasOwn(value, name))) return null;
  const parsed: Record<string, unknown> = { ...defaults };
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(fields, name)) return null;
    const field = fields[name]!.safeParse(given);
    if (!field.success) return null;
    parsed[name] = field.data;
  }
  return parsed as T;
}

function outlineOf(schema: z.ZodType): Outline | null {
  const known = outlines.get(schema);
  if (known !== undefined) return known;
  const outline = isPlainStrictObject(schema) ? outlined(schema.shape) : null;
  outlines.set(schema, outline);
  return outline;
}

/** Whether its fields are all that it checks. */
function isPlainStrictObject(schema: z.ZodType): schema is z.ZodObject {
  return schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodNever && (schema.def.checks ?? []).length === 0;
}

function outlined(fields: Record<string, z.ZodType>): Outline {
  const required: string[] = [];
  const defaults: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const absent = field.safeParse(undefined);
    if (!absent.success) required.push(name);
    // All requests have the same one.
    else if (absent.data !== undefined) defaults[name] = Object.freeze(absent.data);
  }
  return { fields, required, defaults };
}
