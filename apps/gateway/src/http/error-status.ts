import type { ErrorCode } from "@steadytext/core";
import type { ErrorFamily } from "./error-family.ts";

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

/** Codes that Workers tell each other; callers get another in their place. */
const INTERNAL_CODES = ["model_changed", "cancelled"] as const satisfies readonly ErrorCode[];

/** A code that a caller may see. */
export type PublicErrorCode = Exclude<ErrorCode, (typeof INTERNAL_CODES)[number]>;

/** The status of a code. A key that is not valid is 403 on the native routes, as in the reference, and 401 where clients know that. */
export function statusOf(code: ErrorCode, family: ErrorFamily): number {
  return code === "invalid_api_key" && family !== "native" ? 401 : STATUS[code];
}

/** Whether this version knows a code: one that it does not can only come from a newer Worker. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(STATUS, code);
}

/** Whether a code stays between Workers. */
export function isInternalCode(code: ErrorCode): boolean {
  return (INTERNAL_CODES as readonly ErrorCode[]).includes(code);
}
