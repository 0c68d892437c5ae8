import { LIMITS } from "@steadytext/core";
import { errorFamily } from "../http/error-family.ts";
import type { Route } from "../routes/route.ts";
import { errorAnswerName, refusalsOf } from "./error-answers.ts";
import { EXAMPLES } from "./examples.ts";
import { successHeaders } from "./headers.ts";
import type { JsonSchema } from "./json-schema.ts";
import { parametersOf } from "./parameters.ts";
import { tagOf } from "./tags.ts";

/** Names of a route's schemas among the document's components; undefined where it has none. */
export interface SchemaNames {
  readonly request: string | undefined;
  readonly response: string | undefined;
}

/** The operation of a route. */
export function operationOf(route: Route, names: SchemaNames): JsonSchema {
  const body = bodyOf(route, names);
  return {
    operationId: operationId(route),
    tags: [tagOf(route.path)],
    summary: route.summary,
    ...(route.scopes === null ? {} : { description: `Needs a key with ${scopesText(route.scopes)}.` }),
    security: route.scopes === null ? [] : [{ bearer: [] }, { apiKey: [] }],
    parameters: parametersOf(route),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: answersOf(route, names),
  };
}

/** The method and the words of the path: `getAdminKeysById`. */
export function operationId({ method, path }: Route): string {
  const words = path.split(/[/-]/).filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => capital(word.startsWith(":") ? `by${capital(word.slice(1))}` : word)).join("");
}

/** A path as OpenAPI writes it: `/admin/keys/{id}`. */
export function pathTemplate(path: string): string {
  return path.replaceAll(/:(\w+)/g, "{$1}");
}

function capital(word: string): string {
  const letters = word.replaceAll(/[^A-Za-z0-9]/g, "");
  return letters.slice(0, 1).toUpperCase() + letters.slice(1);
}

function scopesText(scopes: readonly string[]): string {
  const named = scopes.map((scope) => `\`${scope}\``);
  return named.length === 1 ? `the scope ${named[0]}` : `one of the scopes ${named.join(", ")}`;
}

function bodyOf({ method, path, docs, bodyBytes = LIMITS.bodyBytes }: Route, { request }: SchemaNames): JsonSchema | undefined {
  if (docs?.rawBody !== undefined) {
    const { type, description } = docs.rawBody;
    return { description, required: false, content: { [type]: { schema: {} } } };
  }
  if (request === undefined) return undefined;
  const example = EXAMPLES[`${method} ${path}`];
  const described = { schema: reference(request), ...(example === undefined ? {} : { examples: { typical: { value: example } } }) };
  return { description: `JSON in UTF-8, at most ${bodyBytes} bytes`, required: true, content: { "application/json": described } };
}

function answersOf(route: Route, { response }: SchemaNames): JsonSchema {
  const { docs, path } = route;
  const others = Object.entries(docs?.mediaTypes ?? {}).map(([type, description]) => [type, { schema: { type: "string", description } }]);
  const content = {
    ...(response === undefined ? {} : { "application/json": { schema: reference(response) } }),
    ...Object.fromEntries(others),
  };
  const success = { description: route.summary, headers: successHeaders(route), content };
  const refused = refusalsOf(route).map((status) => [
    status,
    { $ref: `#/components/responses/${errorAnswerName(errorFamily(path), status)}` },
  ]);
  return { [docs?.status ?? 200]: success, ...Object.fromEntries(refused) };
}

function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}
