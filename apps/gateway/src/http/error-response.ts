import type { ErrorCode, ServiceError } from "@steadytext/core";
import type { ErrorContext } from "./error-family.ts";

const STATUS = {
  invalid_json: 400,
  invalid_request: 400,
  unknown_field: 400,
  unsupported_parameter: 400,
  unsupported_schema: 400,
  invalid_model: 400,
  context_length_exceeded: 400,
  missing_api_key: 401,
  invalid_api_key: 403,
  insufficient_scope: 403,
  not_found: 404,
  model_not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  sequence_conflict: 409,
  idempotency_mismatch: 422,
  body_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  quota_exceeded: 429,
  internal: 500,
  model_loading: 503,
  model_changed: 503,
  overloaded: 503,
  auth_unavailable: 503,
  unavailable: 503,
  deadline_exceeded: 504,
  cancelled: 503,
  not_cached: 504,
} as const satisfies Record<ErrorCode, number>;

/** What a caller is told of a failure that nobody foresaw. */
export const INTERNAL: ServiceError = {
  code: "internal",
  message: "Something went wrong on our side. Try again; if it stays, report the request id.",
};

const BUSY: ServiceError = {
  code: "unavailable",
  message: "The model is being replaced or the work was stopped: try again",
  retryAfterSeconds: 1,
};

/** Error classes of OpenAI's API, by status; its clients choose their exceptions by status and show the class. */
const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  409: "conflict_error",
  429: "rate_limit_error",
  500: "server_error",
  503: "server_error",
  504: "server_error",
};

/** The error body of a family: message, code, the field at fault, the details' own fields, and the request id. */
export function errorBody(error: ServiceError, { family, origin, requestId }: ErrorContext): Record<string, unknown> {
  const { code, message, param, details } = publicError(error);
  if (family !== "openai") return { ...details, error: message, code, ...(param === undefined ? {} : { param }), request_id: requestId };
  const type = TYPE_OF_STATUS[STATUS[code]] ?? "invalid_request_error";
  const doc_url = `${origin}/docs/errors#${code}`;
  return { error: { ...details, message, type, param: param ?? null, code, doc_url }, request_id: requestId };
}

/** The error answer of a family. Every 429 and 503 says after how many seconds to try again. */
export function errorResponse(error: ServiceError, context: ErrorContext): Response {
  const shown = publicError(error);
  const status = statusOf(shown.code, context);
  const headers = new Headers({ "cache-control": "no-store" });
  if (status === 429 || status === 503) headers.set("retry-after", String(Math.max(1, Math.ceil(shown.retryAfterSeconds ?? 1))));
  if (shown.code === "quota_exceeded") headers.set("x-should-retry", "false");
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return Response.json(errorBody(shown, context), { status, headers });
}

/** A key that is not valid is 403 on the native routes, as in the reference, and 401 where clients know that. */
function statusOf(code: ErrorCode, { family }: ErrorContext): number {
  return code === "invalid_api_key" && family !== "native" ? 401 : STATUS[code];
}

/** `model_changed` and `cancelled` are between Workers; a code this version does not know can only come from a newer one. */
function publicError(error: ServiceError): ServiceError {
  if (!Object.hasOwn(STATUS, error.code)) return INTERNAL;
  return error.code === "model_changed" || error.code === "cancelled" ? BUSY : error;
}
