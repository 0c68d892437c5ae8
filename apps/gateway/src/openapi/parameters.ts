import type { z } from "zod";
import type { Route } from "../routes/route.ts";
import { jsonSchema, type JsonSchema } from "./json-schema.ts";

const header = (name: string, description: string): JsonSchema => ({ name, in: "header", description, schema: { type: "string" } });

/** Header fields that any operation takes, by the name of their component. */
export const COMMON_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  requestId: header(
    "x-request-id",
    "The id to give the request: letters, digits, dots, dashes and underscores, 128 at most; another is replaced",
  ),
  idempotencyKey: header(
    "idempotency-key",
    "Echoed in the answer. Equal requests have equal answers with or without one, so a retry is always safe and nothing is stored under it",
  ),
  cacheControl: header("cache-control", "no-cache, no-store, only-if-cached or max-age, as RFC 9111 has them; several with commas"),
};

const IDENTITY = ["requestId", "idempotencyKey"];

/** What a route takes besides its body. */
export function parametersOf({ scopes, request, params, query, docs }: Route): readonly JsonSchema[] {
  const caches = request !== null && scopes !== null && ["generate", "embed", "rerank"].includes(scopes[0] ?? "");
  const common = [...IDENTITY, ...(caches ? ["cacheControl"] : [])];
  return [
    ...fieldsOf(params, "path"),
    ...fieldsOf(query, "query"),
    ...fieldsOf(docs?.headers, "header"),
    ...common.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function fieldsOf(schema: z.ZodType | undefined, place: "path" | "query" | "header"): readonly JsonSchema[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, "input") as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    ...(description === undefined ? {} : { description }),
    required: place === "path" || required.includes(name),
    schema: rest,
  }));
}
