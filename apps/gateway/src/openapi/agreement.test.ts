import { Validator, type Schema } from "@cfworker/json-schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";
import { mutatedArbitrary, schemaArbitrary } from "../../test/schema-arbitrary.ts";
import { validate } from "../http/validate.ts";
import { routes } from "../routes/index.ts";
import { openapiDocument } from "./document.ts";
import { operationId } from "./operation.ts";

const RUNS = 300;

const { schemas } = openapiDocument(routes)["components"] as { schemas: Record<string, Schema> };
const taking = routes.flatMap(({ request, unsupported, ...route }) => {
  const id = operationId({ request, ...route });
  const schema = schemas[`${id.slice(0, 1).toUpperCase()}${id.slice(1)}Request`];
  return request === null || schema === undefined ? [] : [{ id, request, unsupported, schema }];
});

/** Whether all that a refusal rests on is a rule that the descriptions tell. */
function isTold(issue: z.core.$ZodIssue): boolean {
  return issue.code === "custom" || (issue.code === "invalid_union" && issue.errors.some((branch) => branch.every(isTold)));
}

function without(unsupported: object = {}, body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !Object.hasOwn(unsupported, name)));
}

test.each(taking)("what the document says of the body of $id is what the validator does", ({ request, unsupported, schema }) => {
  const validator = new Validator(schema, "2020-12");
  const valid = schemaArbitrary(schema as never);
  fc.assert(
    fc.property(fc.oneof(valid, mutatedArbitrary(valid)), (generated) => {
      const body: unknown = JSON.parse(JSON.stringify(generated));
      const said = validator.validate(body).valid;
      const taken = validate(request, body, unsupported).ok;
      const told = (): boolean => request.safeParse(without(unsupported, body)).error?.issues.every(isTold) ?? false;
      expect({ body, taken: taken || (said && told()) }).toEqual({ body, taken: said });
    }),
    { numRuns: RUNS },
  );
});
