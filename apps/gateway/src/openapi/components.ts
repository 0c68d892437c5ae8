import type { z } from "zod";
import { errorFamily } from "../http/error-family.ts";
import type { UnsupportedFields } from "../http/validate.ts";
import type { Route } from "../routes/route.ts";
import { errorAnswer, errorAnswerName, errorSchemas, refusalsOf } from "./error-answers.ts";
import { ANSWER_HEADERS } from "./headers.ts";
import { jsonSchema, type JsonSchema } from "./json-schema.ts";
import { operationId, type SchemaNames } from "./operation.ts";
import { COMMON_PARAMETERS } from "./parameters.ts";

/** Schemas of requests and answers, each once, under the name of the first operation that has it. */
export class SchemaComponents {
  readonly schemas: Record<string, JsonSchema> = { ...errorSchemas() };
  readonly #names = new Map<z.ZodType, string>();

  namesOf(route: Route): SchemaNames {
    const { request, response, unsupported } = route;
    const id = operationId(route);
    const name = id.slice(0, 1).toUpperCase() + id.slice(1);
    return {
      request: request === null ? undefined : this.#nameOf(request, `${name}Request`, () => requestSchema(request, unsupported)),
      response: response === null ? undefined : this.#nameOf(response, `${name}Answer`, () => jsonSchema(response, "output")),
    };
  }

  #nameOf(schema: z.ZodType, proposed: string, describe: () => JsonSchema): string {
    const known = this.#names.get(schema);
    if (known !== undefined) return known;
    this.#names.set(schema, proposed);
    this.schemas[proposed] = describe();
    return proposed;
  }
}

/** The parts of the document that operations refer to, beside schemas. */
export function sharedComponents(routes: readonly Route[]): JsonSchema {
  const refusals = routes.flatMap((route) => refusalsOf(route).map((status) => [errorFamily(route.path), status] as const));
  return {
    responses: Object.fromEntries(refusals.map(([family, status]) => [errorAnswerName(family, status), errorAnswer(family, status)])),
    headers: ANSWER_HEADERS,
    parameters: COMMON_PARAMETERS,
    securitySchemes: {
      bearer: { type: "http", scheme: "bearer", description: "The key in Authorization" },
      apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "The key in a header of its own" },
    },
  };
}

/** Fields that are known and not offered are taken with the one value that asks for nothing. */
function requestSchema(request: z.ZodType, unsupported: UnsupportedFields = {}): JsonSchema {
  const schema = jsonSchema(request, "input");
  const refused = Object.entries(unsupported).map(([name, harmless]) => [
    name,
    { enum: harmless === undefined ? [null] : [null, harmless], description: "Not offered: leave it out" },
  ]);
  if (refused.length === 0) return schema;
  return { ...schema, properties: { ...(schema["properties"] as object), ...Object.fromEntries(refused) } };
}
