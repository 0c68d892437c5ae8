import { version } from "../../package.json";
import type { Route } from "../routes/route.ts";
import { SchemaComponents, sharedComponents } from "./components.ts";
import type { JsonSchema } from "./json-schema.ts";
import { operationOf, pathTemplate } from "./operation.ts";
import { TAGS } from "./tags.ts";

const DESCRIPTION = [
  "Text generation and embeddings whose answers are reproducible to the byte: equal requests have equal answers.",
  "Lengths of strings are in UTF-16 code units. Every GET answers HEAD as well, and every path answers OPTIONS;",
  "other methods are 405 with Allow. GET /docs/errors explains every error.",
].join(" ");

/** The OpenAPI 3.1 document of an API: all of it comes from the descriptors that also route and validate. */
export function openapiDocument(routes: readonly Route[]): JsonSchema {
  const components = new SchemaComponents();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = (paths[pathTemplate(route.path)] ??= {});
    path[route.method.toLowerCase()] = operationOf(route, components.namesOf(route));
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "SteadyText Edge",
      version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: TAGS,
    paths,
    components: { schemas: components.schemas, ...sharedComponents(routes) },
  };
}
