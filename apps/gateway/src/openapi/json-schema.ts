import { z } from "zod";

/** A JSON Schema of draft 2020-12, as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type Side = "input" | "output";

/** The JSON Schema of what a schema takes (`input`) or gives (`output`). */
export function jsonSchema(schema: z.ZodType, io: Side): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, override: tellRules });
  return rest;
}

/** Rules that JSON Schema has no keyword for stand in the description, in the words of the validator's own refusals. */
function tellRules({ zodSchema, jsonSchema: described }: { zodSchema: z.core.$ZodType; jsonSchema: { description?: string } }): void {
  for (const rule of rulesOf(zodSchema)) {
    const said = described.description ?? "";
    const sentence = `It ${rule}.`;
    if (!said.includes(sentence)) described.description = said === "" ? sentence : `${said.replace(/[.]?$/, ".")} ${sentence}`;
  }
}

function rulesOf({ _zod: { def } }: z.core.$ZodType): readonly string[] {
  return (def.checks ?? []).flatMap(({ _zod: check }) => {
    const { check: kind, error } = check.def;
    return kind === "custom" && error !== undefined ? [messageOf(error as z.core.$ZodErrorMap)] : [];
  });
}

function messageOf(error: z.core.$ZodErrorMap): string {
  const told = error({ code: "custom", path: [], input: undefined, message: "" });
  return (typeof told === "object" && told !== null ? told.message : told) ?? "must keep a further rule";
}
