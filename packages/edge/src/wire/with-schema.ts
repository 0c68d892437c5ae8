import type { SchemaOption } from "../schema/schema-option.ts";

/** Options whose answer is to satisfy a schema, and so can be parsed. */
export type WithSchema<Options, T> = Omit<Options, "schema"> & { schema: SchemaOption<T> };

/** An answer with the value that its text holds; `parsed` is not enumerable. */
export type Parsed<Answer, T> = Answer & { readonly parsed: T };
