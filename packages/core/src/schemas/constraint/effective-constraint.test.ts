import { describe, expect, it } from "vitest";
import { effectiveGenerate } from "../effective-generate.ts";
import { generateRequest } from "../generate.ts";
import { chatRequest } from "../openai/chat.ts";
import { completionRequest } from "../openai/completion.ts";
import { effectiveChat, effectiveCompletions } from "../openai/effective-openai.ts";

const native = (body: object) => effectiveGenerate(generateRequest.parse({ prompt: "Hi", ...body }));
const chat = (body: object) => effectiveChat(chatRequest.parse({ messages: [{ role: "user", content: "Hi" }], ...body }));
const completion = (body: object) => effectiveCompletions(completionRequest.parse({ prompt: "Hi", ...body }));
const SCHEMA = { type: "object", properties: { b: { type: "string" }, a: { type: "integer" } } };

function constraintOf(outcome: ReturnType<typeof native>) {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.constraint;
}

describe("a constraint", () => {
  it("is absent where none is asked for", () => {
    const effective = native({});
    expect(effective.ok && "constraint" in effective.value).toBe(false);
  });

  it("keeps the order of a schema's properties, which is that of the document", () => {
    expect(constraintOf(native({ schema: SCHEMA }))).toEqual({ schema: JSON.stringify(SCHEMA), separators: "compact" });
    const turned = { type: "object", properties: { a: { type: "integer" }, b: { type: "string" } } };
    expect(native({ schema: turned })).not.toEqual(native({ schema: SCHEMA }));
  });

  it("keeps a property that a copy of the schema would lose", () => {
    const schema = JSON.parse('{"properties":{"__proto__":{"const":1}},"required":["__proto__"]}') as object;
    expect(constraintOf(native({ schema }))).toMatchObject({ schema: JSON.stringify(schema) });
  });

  it("is the same for choices in any order", () => {
    expect(native({ choices: ["b", "a", "b"] })).toEqual(native({ choices: ["a", "b"] }));
  });

  it("is wrapped only on request", () => {
    expect(native({ schema: SCHEMA, wrap: false })).toEqual(native({ schema: SCHEMA }));
    expect(constraintOf(native({ schema: SCHEMA, wrap: true }))).toMatchObject({ wrap: true });
  });

  it.each([
    ["response_format, nested", { response_format: { type: "json_schema", json_schema: { name: "n", strict: true, schema: SCHEMA } } }],
    ["response_format, flat", { response_format: { type: "json_schema", name: "n", strict: true, schema: SCHEMA } }],
    ["response_format of any object with a schema", { response_format: { type: "json_object", schema: SCHEMA } }],
    ["structured_outputs", { structured_outputs: { json: SCHEMA } }],
    ["guided_json", { guided_json: SCHEMA }],
    ["guided_json as text", { guided_json: JSON.stringify(SCHEMA) }],
  ])("is that of /generate in OpenAI's spelling: %s", (_, body) => {
    expect(chat(body)).toEqual(native({ schema: SCHEMA }));
  });

  it("has a spelling for each kind", () => {
    expect(chat({ structured_outputs: { regex: "a+" } })).toEqual(native({ regex: "a+" }));
    expect(chat({ guided_regex: "a+" })).toEqual(native({ regex: "a+" }));
    expect(chat({ structured_outputs: { choice: ["a"] } })).toEqual(native({ choices: ["a"] }));
    expect(chat({ guided_choice: ["a"] })).toEqual(native({ choices: ["a"] }));
    expect(chat({ response_format: { type: "json_object" } })).toEqual(native({ schema: { type: "object" } }));
    expect(chat({ structured_outputs: { json_object: true } })).toEqual(native({ schema: { type: "object" } }));
    expect(chat({ response_format: { type: "text" } })).toEqual(native({}));
    expect(completion({ guided_choice: ["a"] })).toMatchObject({ value: [{ constraint: { choices: ["a"] } }] });
  });

  it.each([
    ["two kinds", native({ regex: "a", choices: ["a"] }), "choices"],
    ["a format and a guide", chat({ response_format: { type: "json_object" }, guided_regex: "a" }), "guided_regex"],
    ["two in one field", chat({ structured_outputs: { regex: "a", choice: ["a"] } }), "structured_outputs.choice"],
    ["a stop string that could cut it", native({ regex: "a", stop: "a" }), "stop"],
    ["a stop string by its other name", native({ regex: "a", eos_string: "a" }), "eos_string"],
    ["OpenAI's stop string", chat({ guided_regex: "a", stop: ["a"] }), "stop"],
    ["separators of nothing", native({ regex: "a", separators: "spaced" }), "separators"],
    ["a wrapped word", native({ choices: ["a"], wrap: true }), "wrap"],
    ["no schema", chat({ response_format: { type: "json_schema" } }), "response_format.json_schema.schema"],
    ["a schema of text", chat({ response_format: { type: "text", schema: SCHEMA } }), "response_format.type"],
    ["a schema that is no JSON", chat({ guided_json: "{" }), "guided_json"],
    ["text that is no schema", chat({ guided_json: "3" }), "guided_json"],
    ["a schema of text that nests without end", chat({ guided_json: "[".repeat(20_000) + "]".repeat(20_000) }), "guided_json"],
    [
      "a deep schema of text",
      chat({ structured_outputs: { json: '{"items":'.repeat(99) + "{}" + "}".repeat(99) } }),
      "structured_outputs.json",
    ],
    ["text with a number beyond doubles", chat({ guided_json: '{"const":1e999}' }), "guided_json"],
  ])("is refused: %s", (_, outcome, param) => {
    expect(outcome).toMatchObject({ ok: false, error: { code: "invalid_request", param } });
  });

  it.each([
    { schema: null },
    { schema: "{}" },
    { schema: [] },
    { schema: { enum: [1, Number.POSITIVE_INFINITY] } },
    { choices: [] },
    { choices: [""] },
    { choices: "a" },
    { regex: 1 },
    { regex: "\ud800" },
    { separators: "tabs", schema: {} },
  ])("is refused as no constraint: %j", (body) => {
    expect(generateRequest.safeParse({ prompt: "Hi", ...body }).success).toBe(false);
  });
});
