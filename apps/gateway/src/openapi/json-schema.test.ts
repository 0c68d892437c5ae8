import { embedText } from "@steadytext/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { jsonSchema } from "./json-schema.ts";

test("rules without a keyword are told once, after the field's own description", () => {
  const described = jsonSchema(z.strictObject({ text: embedText.describe("A text").optional() }), "input");
  expect(described).toEqual({
    type: "object",
    additionalProperties: false,
    properties: {
      text: {
        type: "string",
        description:
          "A text. It must be well-formed Unicode, without lone surrogates. It must be at most 32768 bytes of UTF-8. It must not be empty or blank.",
      },
    },
  });
});

test("a field with a default may be left out of a request, and stands in every answer", () => {
  const schema = z.strictObject({ n: z.int().min(1).max(9).default(3) });
  expect(jsonSchema(schema, "input")).not.toHaveProperty("required");
  expect(jsonSchema(schema, "output")).toMatchObject({ required: ["n"] });
});
