/** A JSON Schema as an object; draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * What schema libraries have in common (zod 4.2 and later, Valibot, ArkType): the Standard Schema and Standard JSON Schema interfaces,
 * https://standardschema.dev, as far as they are used here.
 */
export interface TypedSchema<T = unknown> {
  readonly "~standard": {
    readonly vendor: string;
    readonly types?: { readonly output: T } | undefined;
    readonly validate: (value: unknown) => ValidationResult<T> | Promise<ValidationResult<T>>;
    readonly jsonSchema: {
      readonly input: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
      readonly output: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
    };
  };
}

type ValidationResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/** How a schema may be given: with a library's, the parsed answer has its type. */
export type SchemaOption<T = unknown> = JsonSchema | TypedSchema<T>;

export function isTypedSchema<T>(schema: SchemaOption<T>): schema is TypedSchema<T> {
  return typeof (schema as Partial<TypedSchema<T>>)["~standard"]?.jsonSchema?.output === "function";
}
