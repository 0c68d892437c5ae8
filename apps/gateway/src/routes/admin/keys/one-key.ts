import { ok, type Result, type ServiceError } from "@steadytext/core";
import { z } from "zod";
import { keyFields } from "../../../auth/key-record.ts";
import type { KeyChanges, KeyView } from "../../../guard/key-guard-service.ts";
import { defineRoute } from "../../route.ts";
import { askGuard } from "./ask-guard.ts";
import { futureTime, keyAnswer, keyParams } from "./key-answer.ts";

const path = "/admin/keys/:id";
const common = { path, scopes: ["admin"], params: keyParams, response: keyAnswer } as const;

/** `GET /admin/keys/{id}`: one key, as its guard has it. */
export const readKeyRoute = defineRoute({
  ...common,
  method: "GET",
  summary: "Read a key",
  request: null,
  async handle({ params, admission, context }) {
    const admitted = await admission.admitted;
    return admitted.ok ? answer(await askGuard(context, params.id, (guard) => guard.describe())) : admitted;
  },
});

const changes = z.strictObject({
  name: keyFields.name.optional(),
  scopes: keyFields.scopes.optional(),
  models: keyFields.models.optional(),
  limits: keyFields.limits.optional().describe("Those that are named change; null goes back to the service's own"),
  cache_scope: keyFields.cache_scope.optional(),
  expires_at: futureTime.optional(),
});

/** `PATCH /admin/keys/{id}`: changes what is named; it holds for the next request. */
export const updateKeyRoute = defineRoute({
  ...common,
  method: "PATCH",
  summary: "Change a key: what is named, from the next request on",
  request: changes,
  async handle({ params, body, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as KeyChanges;
    return answer(await askGuard(context, params.id, (guard) => guard.update(given)));
  },
});

/** `DELETE /admin/keys/{id}`: revokes a key for good; its record stays. */
export const revokeKeyRoute = defineRoute({
  ...common,
  method: "DELETE",
  summary: "Revoke a key: once answered, no request of it passes",
  request: null,
  async handle({ params, admission, context }) {
    const admitted = await admission.admitted;
    return admitted.ok ? answer(await askGuard(context, params.id, (guard) => guard.revoke())) : admitted;
  },
});

function answer(view: Result<KeyView, ServiceError>): Result<Response, ServiceError> {
  return view.ok ? ok(Response.json(view.value)) : view;
}
