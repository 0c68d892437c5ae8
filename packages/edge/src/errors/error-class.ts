import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  type ErrorFacts,
  type SteadyTextError,
} from "./steadytext-error.ts";

/** The class of a failure that has a status. */
export function errorWithStatus(message: string, facts: ErrorFacts & { readonly status: number }): SteadyTextError {
  return new (classOf(facts))(message, facts);
}

function classOf({ status, code }: ErrorFacts & { readonly status: number }): typeof SteadyTextError {
  if (code === "invalid_api_key" || code === "missing_api_key" || status === 401) return AuthenticationError;
  if (status === 403) return PermissionError;
  if (status === 404) return NotFoundError;
  if (status === 409) return ConflictError;
  if (status === 429) return RateLimitError;
  if (status >= 500) return ServerError;
  return status >= 400 ? InvalidRequestError : ConnectionError;
}
