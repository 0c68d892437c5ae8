import { jsonSchemaOf } from "../schema/json-schema-of.ts";
import type { GenerateRequest } from "../wire/generate.ts";
import type { ChatMessage, ChatOptions } from "../wire/openai.ts";

/** The body of `POST /generate`. */
export function generateBody(asked: string | GenerateRequest): object {
  const request = typeof asked === "string" ? { prompt: asked } : asked;
  return request.schema === undefined ? request : { ...request, schema: jsonSchemaOf(request.schema) };
}

/** The body of `POST /v1/chat/completions`: constraints go where OpenAI's API has them. */
export function chatBody(messages: readonly ChatMessage[], { schema, regex, choices, ...options }: ChatOptions): object {
  return {
    messages,
    ...options,
    ...(schema === undefined
      ? {}
      : { response_format: { type: "json_schema", json_schema: { name: "answer", schema: jsonSchemaOf(schema) } } }),
    ...(regex === undefined && choices === undefined ? {} : { structured_outputs: { regex, choice: choices } }),
  };
}
