import { parseBySchema } from "./parse-by-schema.ts";
import type { SchemaOption } from "./schema-option.ts";

/** The answer with the value of its text as `parsed`, where there is a schema; not enumerable, so that the answer as JSON stays what came. */
export async function withParsed<A extends object>(answer: A, schema: SchemaOption | undefined, text: string): Promise<A> {
  if (schema === undefined) return answer;
  return Object.defineProperty(answer, "parsed", { value: await parseBySchema(schema, text), enumerable: false });
}
