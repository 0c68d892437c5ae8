import { dereference, validate } from "@cfworker/json-schema";
import { expect } from "vitest";
import { openapiDocument } from "../src/openapi/document.ts";
import { operationId } from "../src/openapi/operation.ts";
import type { Route } from "../src/routes/route.ts";
import { routes } from "../src/routes/index.ts";
import type { RequestSchema } from "./schema-arbitrary.ts";

interface Content {
  readonly schema: object;
}

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Content>>;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: RequestSchema;
}

/** An operation as the document tells it, its references followed. */
export interface Operation {
  readonly route: Route;
  readonly parameters: readonly Parameter[];
  /** Schema of the JSON body; null where there is none. */
  readonly body: RequestSchema | null;
  readonly answers: ReadonlyMap<number, Answer>;
}

const document = openapiDocument(routes);
const lookup = dereference(document as never);

function follow<T extends object>(value: T | { readonly $ref: string }): T {
  if (!("$ref" in value) || value.$ref === undefined) return value as T;
  const steps = value.$ref.slice(2).split("/");
  return steps.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], document) as T;
}

interface Told {
  readonly operationId: string;
  readonly parameters: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

const described = Object.values(document["paths"] as Record<string, Record<string, Told>>).flatMap((methods) => Object.values(methods));

/** Every operation of the document. */
export const operations: readonly Operation[] = described.map(({ operationId: id, parameters, requestBody, responses }) => {
  const route = routes.find((one) => operationId(one) === id);
  if (route === undefined) throw new Error(`${id} has no route`);
  const body = requestBody?.content["application/json"];
  return {
    route,
    parameters: parameters.map((parameter) => follow(parameter)),
    body: body === undefined ? null : follow<RequestSchema>(body.schema),
    answers: new Map(Object.entries(responses).map(([status, answer]) => [Number(status), follow(answer)])),
  };
});

/** Checks that an answer is one that the document tells of, by status, headers, media type and schema; gives its text. */
export async function expectContract({ route, answers }: Operation, response: Response): Promise<string> {
  const text = new TextDecoder().decode(await response.arrayBuffer());
  const place = `${route.method} ${route.path} ${response.status}`;
  const answer = answers.get(response.status);
  expect(answer, `${place} is not declared: ${text.slice(0, 300)}`).toBeDefined();
  const told = ["x-content-type-options", ...Object.keys(answer?.headers ?? {})];
  const untold = [...response.headers.keys()].filter((name) => /^x-|ratelimit|retry-after/.test(name) && !told.includes(name));
  expect({ place, untold }).toEqual({ place, untold: [] });
  const type = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
  const content = answer?.content?.[type];
  expect(content, `${place} as ${type} is not declared`).toBeDefined();
  if (type !== "application/json" || content === undefined) return text;
  const checked = validate(JSON.parse(text), content.schema as never, "2020-12", lookup, false);
  expect(checked.errors, `${place} ${text.slice(0, 300)}`).toEqual([]);
  return text;
}
