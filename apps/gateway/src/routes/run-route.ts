import { ok, type Result, type ServiceError } from "@steadytext/core";
import type { IRequest } from "itty-router";
import type { z } from "zod";
import { ANONYMOUS, NOTHING_USED, type Admission } from "../auth/admission.ts";
import { beginAdmission } from "../auth/begin-admission.ts";
import type { RequestContext } from "../context.ts";
import { errorResponse } from "../http/error-response.ts";
import { readJson } from "../http/read-json.ts";
import { readParams, readQuery } from "../http/read-params.ts";
import { validate } from "../http/validate.ts";
import type { Route } from "./route.ts";

/**
 * The one way to a handler: key, body, handler, answer. Whoever is not admitted learns nothing but that: neither what is wrong with the
 * body nor what a handler had ready.
 */
export function runRoute(route: Route): (request: Request, context: RequestContext) => Promise<Response> {
  return (request, context) => answer(route, request, context);
}

async function answer(route: Route, request: Request, context: RequestContext): Promise<Response> {
  const admission = route.scopes === null ? ok(ANONYMOUS) : await beginAdmission(request, route.scopes, context);
  if (!admission.ok) return errorResponse(admission.error, context);
  const outcome = await settled(handle(route, request, context, admission.value));
  const admitted = await admission.value.admitted;
  const answered = outcome.status === "fulfilled" && outcome.value.ok ? outcome.value.value : null;
  if (answered === null) await admission.value.settle(NOTHING_USED);
  if (!admitted.ok) {
    await answered?.body?.cancel();
    return errorResponse(admitted.error, context);
  }
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value.ok ? outcome.value.value : errorResponse(outcome.value.error, context);
}

async function handle(
  route: Route,
  request: Request,
  context: RequestContext,
  admission: Admission,
): Promise<Result<Response, ServiceError>> {
  const params = readPart(route.params, () => readParams((request as Partial<IRequest>).params ?? {}));
  if (!params.ok) return params;
  const query = readPart(route.query, () => readQuery(new URL(request.url)));
  if (!query.ok) return query;
  const body = await readBodyOf(route, request, context);
  if (!body.ok) return body;
  return route.handle({ request, body: body.value, params: params.value, query: query.value, admission, context });
}

function readPart<T>(schema: z.ZodType<T> | undefined, read: () => Result<unknown, ServiceError>): Result<T | undefined, ServiceError> {
  if (schema === undefined) return ok(undefined);
  const part = read();
  return part.ok ? validate(schema, part.value) : part;
}

async function readBodyOf(route: Route, request: Request, { within }: RequestContext): Promise<Result<unknown, ServiceError>> {
  if (route.request === null) return ok(undefined);
  const json = await readJson(request, within, route.bodyBytes);
  return json.ok ? validate(route.request, json.value, route.unsupported) : json;
}

async function settled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
}
