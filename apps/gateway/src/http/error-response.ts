import type { ServiceError } from "@steadytext/core";
import type { ErrorContext } from "./error-family.ts";
import { isErrorCode, isInternalCode, statusOf } from "./error-status.ts";

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
  const type = TYPE_OF_STATUS[statusOf(code, family)] ?? "invalid_request_error";
  const doc_url = `${origin}/docs/errors#${code}`;
  return { error: { ...details, message, type, param: param ?? null, code, doc_url }, request_id: requestId };
}

/** The error answer of a family. Every 429 and 503 says after how many seconds to try again. */
export function errorResponse(error: ServiceError, context: ErrorContext): Response {
  const shown = publicError(error);
  const status = statusOf(shown.code, context.family);
  const headers = new Headers({ "cache-control": "no-store" });
  if (status === 429 || status === 503) headers.set("retry-after", String(Math.max(1, Math.ceil(shown.retryAfterSeconds ?? 1))));
  if (shown.code === "quota_exceeded") headers.set("x-should-retry", "false");
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return Response.json(errorBody(shown, context), { status, headers });
}

/** An error as a caller may see it. */
function publicError(error: ServiceError): ServiceError {
  if (!isErrorCode(error.code)) return INTERNAL;
  return isInternalCode(error.code) ? BUSY : error;
}
