import { z } from "zod";
import { fail, type ServiceError } from "../../errors.ts";
import type { Result } from "../../result.ts";
import { choicesField, regexField, schemaField } from "./constraint-fields.ts";
import { choicesConstraint, onlyConstraint, schemaConstraint, type AskedConstraint, type ConstraintPart } from "./effective-constraint.ts";

/** Fields of `POST /generate` that hold the text to a form. */
export const nativeConstraintFields = {
  schema: schemaField
    .optional()
    .describe(
      "The text is a JSON document of this JSON Schema (2020-12); what cannot be guaranteed is refused. One of schema, regex and choices",
    ),
  regex: regexField.optional().describe("The whole text matches this regular expression"),
  choices: choicesField.optional().describe("The text is one of these"),
  separators: z
    .enum(["compact", "spaced"])
    .optional()
    .describe("With schema: spaced writes a blank after each comma and colon; compact by default"),
  wrap: z.boolean().default(false).describe("With schema: the document stands between <json-output> and </json-output>"),
};

const fields = z.object(nativeConstraintFields);
type NativeConstraint = z.infer<typeof fields>;

/** What a `/generate` request holds its text to; `stopParam` names the field with stop strings, null where there are none. */
export function nativeConstraint(request: NativeConstraint, stopParam: string | null): Result<ConstraintPart, ServiceError> {
  const { schema, separators, wrap } = request;
  if (schema === undefined && (separators !== undefined || wrap)) {
    const param = separators === undefined ? "wrap" : "separators";
    return fail("invalid_request", `${param} needs schema: give one, or leave ${param} out`, { param });
  }
  return onlyConstraint(asked(request), stopParam);
}

function asked({ schema, regex, choices, separators, wrap }: NativeConstraint): AskedConstraint[] {
  const all: AskedConstraint[] = [];
  const document = { ...schemaConstraint(schema, separators), ...(wrap && { wrap }) };
  if (schema !== undefined) all.push({ param: "schema", constraint: document });
  if (regex !== undefined) all.push({ param: "regex", constraint: { regex } });
  if (choices !== undefined) all.push({ param: "choices", constraint: choicesConstraint(choices) });
  return all;
}
