import { ok, type Result, type ServiceError } from "@steadytext/core";
import { ANONYMOUS, beginAdmission, type Admission } from "../auth/admission.ts";
import type { RequestContext } from "../context.ts";
import { errorResponse } from "../http/error-response.ts";
import { readJson } from "../http/read-json.ts";
import { validate } from "../http/validate.ts";
import type { Route } from "./route.ts";

/**
 * The one way to a handler: key, body, handler, answer. The key's proof runs beside the rest, and whoever is not admitted learns
 * nothing but that: neither what is wrong with the body nor what a handler had ready.
 */
export function runRoute(route: Route): (request: Request, context: RequestContext) => Promise<Response> {
  return async function run(request, context) {
    const admission = await admit(route, request, context);
    if (!admission.ok) return errorResponse(admission.error, context.requestId);
    const [work, admitted] = await Promise.allSettled([handle(route, request, context, admission.value), admission.value.admitted]);
    if (admitted.status === "rejected") throw admitted.reason;
    if (!admitted.value.ok) {
      if (work.status === "fulfilled" && work.value.ok) await work.value.value.body?.cancel();
      return errorResponse(admitted.value.error, context.requestId);
    }
    if (work.status === "rejected") throw work.reason;
    return work.value.ok ? work.value.value : errorResponse(work.value.error, context.requestId);
  };
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
  const body = await readBodyOf(route, request);
  return body.ok ? route.handle({ request, body: body.value, admission, context }) : body;
}

async function readBodyOf(route: Route, request: Request): Promise<Result<unknown, ServiceError>> {
  if (route.request === null) return ok(undefined);
  const json = await readJson(request);
  return json.ok ? validate(route.request, json.value, route.unsupported) : json;
}
