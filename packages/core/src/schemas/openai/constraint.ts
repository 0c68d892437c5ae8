import { z } from "zod";
import { fail, type ServiceError } from "../../errors.ts";
import { ok, type Result } from "../../result.ts";
import { choicesField, regexField, schemaField } from "../constraint/constraint-fields.ts";
import { choicesConstraint, schemaConstraint, type AskedConstraint } from "../constraint/effective-constraint.ts";

/** vLLM takes a schema as JSON text too. */
const schemaOrText = z.union([z.string().describe("A JSON Schema as text"), schemaField]);

/** Further constraints, as vLLM spells them; the `guided_*` fields are its older spelling. */
export const constraintFields = {
  structured_outputs: z
    .strictObject({
      json: schemaOrText.nullish(),
      regex: regexField.nullish(),
      choice: choicesField.nullish(),
      json_object: z.boolean().nullish(),
    })
    .nullish()
    .describe("Holds the text to a form: one of json (a JSON Schema), regex, choice and json_object"),
  guided_json: schemaOrText.nullish().describe("Older spelling of structured_outputs.json"),
  guided_regex: regexField.nullish().describe("Older spelling of structured_outputs.regex"),
  guided_choice: choicesField.nullish().describe("Older spelling of structured_outputs.choice"),
};

const named = {
  name: z.string().max(512).nullish(),
  description: z.string().max(4096).nullish(),
  schema: schemaField.nullish(),
  strict: z.boolean().nullish().describe("The schema is always kept strictly"),
};

/** `response_format` in both nestings: the schema in `json_schema`, or beside `type`. */
export const responseFormat = z
  .strictObject({ type: z.enum(["text", "json_object", "json_schema"]), json_schema: z.strictObject(named).nullish(), ...named })
  .describe("json_schema: a document of the schema, which stands in json_schema or beside type. json_object: any JSON object");

const fields = z.object({ ...constraintFields, response_format: responseFormat.nullish() });
/** The fields of OpenAI's routes that hold a text to a form. */
export type ConstraintFields = z.infer<typeof fields>;

/** Everything that a request of OpenAI's routes holds its text to, each with the field that asks for it. */
export function askedConstraints(request: ConstraintFields): Result<readonly AskedConstraint[], ServiceError> {
  const format = formatConstraint(request.response_format);
  if (!format.ok) return format;
  const outputs = request.structured_outputs ?? {};
  const schemas = [
    ...format.value,
    ...given("structured_outputs.json_object", outputs.json_object === true ? ANY_OBJECT : null),
    ...given("structured_outputs.json", outputs.json),
    ...given("guided_json", request.guided_json),
  ];
  const asked: AskedConstraint[] = [];
  for (const [param, schema] of schemas) {
    const read = typeof schema === "string" ? parseSchema(schema, param) : ok(schema);
    if (!read.ok) return read;
    asked.push({ param, constraint: schemaConstraint(read.value) });
  }
  const regexes = [...given("structured_outputs.regex", outputs.regex), ...given("guided_regex", request.guided_regex)];
  for (const [param, regex] of regexes) asked.push({ param, constraint: { regex } });
  const lists = [...given("structured_outputs.choice", outputs.choice), ...given("guided_choice", request.guided_choice)];
  for (const [param, choices] of lists) asked.push({ param, constraint: choicesConstraint(choices) });
  return ok(asked);
}

const ANY_OBJECT = { type: "object" };

function formatConstraint(format: ConstraintFields["response_format"]): Result<[string, unknown][], ServiceError> {
  const { type = "text", schema, json_schema } = format ?? {};
  const param = "response_format";
  const schemas = [...given(`${param}.json_schema.schema`, json_schema?.schema), ...given(`${param}.schema`, schema)];
  if (type === "text" && (schemas.length > 0 || (json_schema ?? null) !== null))
    return fail("invalid_request", "response_format has a schema: set its type to json_schema", { param: `${param}.type` });
  if (type === "json_schema" && schemas.length === 0)
    return fail("invalid_request", "response_format.json_schema.schema is required with type json_schema", {
      param: `${param}.json_schema.schema`,
    });
  return ok(type === "json_object" && schemas.length === 0 ? [[param, ANY_OBJECT]] : schemas);
}

/** A field that is not left out. */
function given<T>(param: string, value: T): [string, NonNullable<T>][] {
  return value === undefined || value === null ? [] : [[param, value]];
}

function parseSchema(text: string, param: string): Result<unknown, ServiceError> {
  try {
    const schema = schemaField.safeParse(JSON.parse(text));
    if (schema.success) return ok(schema.data);
    return fail("invalid_request", `${param} ${schema.error.issues[0]!.message}`, { param });
  } catch {
    return fail("invalid_request", `${param} must be a JSON Schema; as text, valid JSON`, { param });
  }
}
