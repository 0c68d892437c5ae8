import { z } from "zod";
import { ERROR_CATALOGUE, PUBLIC_CODES } from "../docs/error-catalogue.ts";
import type { ErrorFamily } from "../http/error-family.ts";
import { statusOf } from "../http/error-status.ts";
import type { Route } from "../routes/route.ts";
import { errorHeaders } from "./headers.ts";
import { jsonSchema, type JsonSchema } from "./json-schema.ts";

const code = z.enum(PUBLIC_CODES);
const requestId = z.string().min(1).describe("Also in the header x-request-id; tell it when you report a problem");

const flatError = z
  .looseObject({
    error: z.string().min(1),
    code,
    param: z.string().optional().describe("Path of the field at fault"),
    request_id: requestId,
  })
  .describe("An error of the native routes and of the cache protocol; some codes add fields of their own");

const nestedError = z
  .strictObject({
    error: z.looseObject({
      message: z.string().min(1),
      type: z.string().min(1).describe("Class of the error in OpenAI's API"),
      param: z.string().nullable().describe("Path of the field at fault"),
      code,
      doc_url: z.url(),
    }),
    request_id: requestId,
  })
  .describe("An error of /v1 and /admin, as OpenAI's clients parse it; some codes add fields of their own");

const NAMES: Readonly<Record<ErrorFamily, string>> = { native: "Native", cache: "Cache", openai: "OpenAI" };

/** The schemas of the error bodies, by name. */
export function errorSchemas(): Readonly<Record<string, JsonSchema>> {
  return { Error: jsonSchema(flatError, "output"), NestedError: jsonSchema(nestedError, "output") };
}

/** Name of the component that describes a family's answer of a status. */
export function errorAnswerName(family: ErrorFamily, status: number): string {
  return `${NAMES[family]}${status}`;
}

/** A family's answer of a status: the codes it may carry, and its headers. */
export function errorAnswer(family: ErrorFamily, status: number): JsonSchema {
  const codes = PUBLIC_CODES.filter((one) => statusOf(one, family) === status);
  const told = { properties: { code: { enum: codes } } };
  const schema =
    family === "openai"
      ? { allOf: [{ $ref: "#/components/schemas/NestedError" }, { properties: { error: told } }] }
      : { allOf: [{ $ref: "#/components/schemas/Error" }, told] };
  return {
    description: codes.map((one) => `\`${one}\`: ${ERROR_CATALOGUE[one].meaning}`).join(" "),
    headers: errorHeaders(status),
    content: { "application/json": { schema } },
  };
}

/** The statuses, besides a success, that a route may answer. */
export function refusalsOf(route: Route): readonly number[] {
  const { scopes, request, params, query, docs, path, method } = route;
  const reads = request !== null || docs?.rawBody !== undefined;
  const asked = reads || params !== undefined || query !== undefined;
  return [
    ...(asked || scopes !== null ? [400] : []),
    ...(scopes === null ? [] : [401, 403]),
    ...(params !== undefined || namesModel(route) ? [404] : []),
    ...(reads ? [408] : []),
    ...(path.startsWith("/admin/models/") && method !== "GET" ? [409] : []),
    ...(reads ? [413, 415] : []),
    ...(scopes === null ? [] : [429]),
    500,
    ...(scopes === null && path !== "/health/ready" ? [] : [503]),
    ...(scopes === null ? [] : [504]),
  ];
}

/** Whether a request may name the model that is to answer it. */
function namesModel({ scopes, request }: Route): boolean {
  return request !== null && (scopes ?? []).some((scope) => scope === "generate" || scope === "embed" || scope === "rerank");
}
