import { jsonSchemaOf } from "../schema/json-schema-of.ts";
import type { GenerateRequest } from "../wire/generate.ts";
import type { ChatMessage, ChatOptions, CompletionOptions, CompletionPrompt } from "../wire/openai.ts";

/** The body of `POST /generate`. */
export function generateBody(asked: string | GenerateRequest): object {
  const request = typeof asked === "string" ? { prompt: asked } : asked;
  return request.schema === undefined ? request : { ...request, schema: jsonSchemaOf(request.schema) };
}

/** The body of `POST /v1/chat/completions`: constraints go where OpenAI's API has them. */
export function chatBody(messages: readonly ChatMessage[], { schema, regex, choices, ...options }: ChatOptions): object {
  const format =
    schema === undefined ? {} : { response_format: { type: "json_schema", json_schema: { name: "answer", schema: jsonSchemaOf(schema) } } };
  return { messages, ...options, ...format, ...outputsOf({ regex, choice: choices }) };
}

/** The body of `POST /v1/completions`. */
export function completionBody(prompt: CompletionPrompt, { schema, regex, choices, ...options }: CompletionOptions): object {
  const json = schema === undefined ? undefined : jsonSchemaOf(schema);
  return { prompt, ...options, ...outputsOf({ json, regex, choice: choices }) };
}

function outputsOf(outputs: Readonly<Record<string, unknown>>): object {
  return Object.values(outputs).every((value) => value === undefined) ? {} : { structured_outputs: outputs };
}
