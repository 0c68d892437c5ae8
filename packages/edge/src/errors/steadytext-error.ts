import type { ErrorCode } from "../wire/error-code.ts";

/** Codes of failures that come from no answer of the service, beside the service's own. */
export type LocalErrorCode =
  | "connection_failed"
  | "timeout"
  | "stream_interrupted"
  | "unexpected_answer"
  | "schema_mismatch"
  | "invalid_options";

/** What is known of a failure. */
export interface ErrorFacts {
  readonly code: ErrorCode | LocalErrorCode;
  /** HTTP status; null where no answer came. */
  readonly status?: number | null;
  /** Names the request in the service's logs. */
  readonly requestId?: string | null;
  /** Dotted path of the field at fault. */
  readonly param?: string | null;
  /** Whole seconds after which a retry may help. */
  readonly retryAfter?: number | null;
  /** What the service says about retrying, where it says anything. */
  readonly shouldRetry?: boolean | null;
  /** Further facts that a program can act on, e.g. `{ n_prompt_tokens: 2000, n_ctx: 1024 }`. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Base of every failure that this package throws. */
export class SteadyTextError extends Error {
  override readonly name: string = "SteadyTextError";
  readonly code: ErrorCode | LocalErrorCode;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly param: string | null;
  readonly retryAfter: number | null;
  readonly shouldRetry: boolean | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.status = facts.status ?? null;
    this.requestId = facts.requestId ?? null;
    this.param = facts.param ?? null;
    this.retryAfter = facts.retryAfter ?? null;
    this.shouldRetry = facts.shouldRetry ?? null;
    this.details = facts.details ?? {};
  }
}

/** The request itself is at fault: the same one will fail again. */
export class InvalidRequestError extends SteadyTextError {
  override readonly name = "InvalidRequestError";
}

/** No key, or one that is unknown, malformed, revoked or expired. */
export class AuthenticationError extends SteadyTextError {
  override readonly name = "AuthenticationError";
}

/** The key is valid but may not do this. */
export class PermissionError extends SteadyTextError {
  override readonly name = "PermissionError";
}

/** No such route, model or record. */
export class NotFoundError extends SteadyTextError {
  override readonly name = "NotFoundError";
}

/** Somebody else changed it first. */
export class ConflictError extends SteadyTextError {
  override readonly name = "ConflictError";
}

/** A limit of the key is used up; `retryAfter` says for how long. */
export class RateLimitError extends SteadyTextError {
  override readonly name = "RateLimitError";
}

/** The service could not answer: it is loading, busy or at fault. */
export class ServerError extends SteadyTextError {
  override readonly name = "ServerError";
}

/** No answer came, or it broke off. */
export class ConnectionError extends SteadyTextError {
  override readonly name: string = "ConnectionError";
}

/** Nothing came for as long as `timeoutMs`. */
export class TimeoutError extends ConnectionError {
  override readonly name = "TimeoutError";
}
