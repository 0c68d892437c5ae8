import { SteadyTextError } from "../errors/steadytext-error.ts";
import { isTypedSchema, type SchemaOption } from "./schema-option.ts";

/** How a document stands in a text that wraps it; none begins so by itself. */
const WRAPPED = /^<json-output>(.*)<\/json-output>$/s;

/**
 * The value that a text written to a schema holds, checked by the library that the schema is of.
 * @throws SteadyTextError `schema_mismatch`, e.g. where a stop string cut the text
 */
export async function parseBySchema<T>(schema: SchemaOption<T>, text: string): Promise<T> {
  const value = parseJson(WRAPPED.exec(text)?.[1] ?? text);
  if (!isTypedSchema(schema)) return value as T;
  const checked = await schema["~standard"].validate(value);
  if (checked.issues === undefined) return checked.value;
  const [first] = checked.issues;
  throw mismatch(`${(first?.path ?? []).map(segmentName).join(".") || "the value"}: ${first?.message ?? "refused"}`, text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw mismatch("it is not whole JSON", text);
  }
}

function segmentName(segment: unknown): string {
  return String(typeof segment === "object" && segment !== null && "key" in segment ? segment.key : segment);
}

function mismatch(what: string, text: string): SteadyTextError {
  return new SteadyTextError(`The answer does not satisfy the schema: ${what}.`, { code: "schema_mismatch", details: { text } });
}
