import { err } from "./result.ts";

/** Every code a caller may ever see, grouped by what it means. Stable API: a code is never renamed. */
export const ERROR_CODES = [
  "invalid_json",
  "invalid_request",
  "unknown_field",
  "unsupported_parameter",
  "unsupported_schema",
  "invalid_model",
  "context_length_exceeded",
  "missing_api_key",
  "invalid_api_key",
  "insufficient_scope",
  "not_found",
  "model_not_found",
  "method_not_allowed",
  "request_timeout",
  "sequence_conflict",
  "idempotency_mismatch",
  "body_too_large",
  "unsupported_media_type",
  "rate_limited",
  "quota_exceeded",
  "internal",
  "model_loading",
  "model_changed",
  "overloaded",
  "auth_unavailable",
  "unavailable",
  "deadline_exceeded",
  "cancelled",
  "not_cached",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Facts a program can act on, e.g. `{ n_prompt_tokens: 2000, n_ctx: 1024 }`. Public, like the message. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * An expected failure, as plain data (class identity and own properties are lost across RPC).
 * `message` is public by construction: it never carries internal text. The cause goes to the log of the Worker it happened in.
 */
export interface ServiceError {
  readonly code: ErrorCode;
  readonly message: string;
  /** Dotted path of the request field at fault. */
  readonly param?: string;
  /** Whole seconds after which a retry may help. */
  readonly retryAfterSeconds?: number;
  readonly details?: ErrorDetails;
}

/** Builds a failed `Result` in one call. */
export function fail(
  code: ErrorCode,
  message: string,
  more: Omit<ServiceError, "code" | "message"> = {},
): { readonly ok: false; readonly error: ServiceError } {
  return err({ code, message, ...more });
}
