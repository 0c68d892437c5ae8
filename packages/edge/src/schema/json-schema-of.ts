import { isTypedSchema, type JsonSchema, type SchemaOption } from "./schema-option.ts";

const TARGET = { target: "draft-2020-12" } as const;

/** The JSON Schema to send. What a library gives out is stricter than what it takes in, so that is sent, unless it cannot be told. */
export function jsonSchemaOf(schema: SchemaOption): JsonSchema {
  if (!isTypedSchema(schema)) return schema;
  const { jsonSchema } = schema["~standard"];
  try {
    return jsonSchema.output(TARGET);
  } catch {
    return jsonSchema.input(TARGET);
  }
}
