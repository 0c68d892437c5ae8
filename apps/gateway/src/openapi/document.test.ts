import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { validate } from "../http/validate.ts";
import { routes } from "../routes/index.ts";
import { openapiDocument } from "./document.ts";
import { EXAMPLES } from "./examples.ts";
import { operationId } from "./operation.ts";

// Pages and health checks take nothing, so that there is nothing to refuse. The paths of a model's stored file and of its version overlap: the router takes the first.
const RULES = { extends: ["recommended-strict"], rules: { "operation-4xx-response": "off", "no-ambiguous-paths": "off" } } as const;

const document = openapiDocument(routes);

describe("the OpenAPI document", () => {
  test("has no finding of the linter", async () => {
    const config = await createConfig(RULES as never);
    const found = await lintFromString({ source: JSON.stringify(document), config });
    expect(found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${JSON.stringify(location[0]?.pointer)}`)).toEqual([]);
  });

  test("has every route, under a name of its own", () => {
    const operations = Object.entries(document["paths"] as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
    );
    expect(operations.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted());
    expect(new Set(routes.map(operationId)).size).toBe(routes.length);
  });

  test("shows a body that is valid for every operation that takes one, and no other", () => {
    const taking = routes.filter(({ request }) => request !== null);
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(taking.map(({ method, path }) => `${method} ${path}`).toSorted());
    for (const { request, unsupported, method, path } of taking)
      expect(request && validate(request, EXAMPLES[`${method} ${path}`], unsupported)).toMatchObject({ ok: true });
  });
});
