import { ok, type Result, type ServiceError } from "@steadytext/core";
import type { IRequest } from "itty-router";
import type { z } from "zod";
import { ANONYMOUS, beginAdmission, type Admission } from "../auth/admission.ts";
import type { RequestContext } from "../context.ts";
import { errorResponse } from "../http/error-response.ts";
import { readJson } from "../http/read-json.ts";
import { readParams, readQuery } from "../http/read-params.ts";
import { validate } from "../http/validate.ts";
import type { Route } from "./route.ts";

/**
 * The one way to a handler: key, body, handler, answer. The key's proof runs beside the rest, and whoever is not admitted learns
 * nothing but that: neither what is wrong with the body nor what a handler had ready.
 */
export function runRoute(route: Route): (request: Request, context: RequestContext) => Promise<Response> {
  return (request, context) => answer(route, request, context);
}

async function answer(route: Route, request: Request, context: RequestContext): Promise<Response> {
  const admission = await admit(route, request, context);
  if (!admission.ok) return errorResponse(admission.error, context);
  const work = settled(handle(route, request, context, admission.value));
  const admitted = await admission.value.admitted;
  if (!admitted.ok) {
    context.waitUntil(discard(work));
    return errorResponse(admitted.error, context);
  }
  const outcome = await work;
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value.ok ? outcome.value.value : errorResponse(outcome.value.error, context);
}

async function admit(route: Route, request: Request, { keys, config }: RequestContext): Promise<Result<Admission, ServiceError>> {
  if (route.scopes === null) return ok(ANONYMOUS);
  return beginAdmission(request.headers, route.scopes, keys, config.KEY_PEPPER);
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
  const body = await readBodyOf(route, request);
  if (!body.ok) return body;
  return route.handle({ request, body: body.value, params: params.value, query: query.value, admission, context });
}

function readPart<T>(schema: z.ZodType<T> | undefined, read: () => Result<unknown, ServiceError>): Result<T | undefined, ServiceError> {
  if (schema === undefined) return ok(undefined);
  const part = read();
  return part.ok ? validate(schema, part.value) : part;
}

async function readBodyOf(route: Route, request: Request): Promise<Result<unknown, ServiceError>> {
  if (route.request === null) return ok(undefined);
  const json = await readJson(request, route.bodyBytes);
  return json.ok ? validate(route.request, json.value, route.unsupported) : json;
}

type Work = Promise<PromiseSettledResult<Result<Response, ServiceError>>>;

/** Never rejects: a handler may fail while its key is still being checked. */
async function settled(work: Promise<Result<Response, ServiceError>>): Work {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
}

/** Stops what a handler had ready for a caller who was not admitted. */
async function discard(work: Work): Promise<void> {
  const outcome = await work;
  if (outcome.status === "fulfilled" && outcome.value.ok) await outcome.value.value.body?.cancel();
}
