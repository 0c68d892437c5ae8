import { fail, ok, type Result, type ServiceError } from "@steadytext/core";

const BEARER = /^bearer +(\S+) *$/i;

/** The key a request carries, in `X-API-Key` or as a bearer token. */
export function readCredential(headers: Headers): Result<string, ServiceError> {
  const apiKey = headers.get("x-api-key")?.trim() || null;
  const bearer = BEARER.exec(headers.get("authorization") ?? "")?.[1] ?? null;
  if (apiKey !== null && bearer !== null && apiKey !== bearer) {
    return fail("invalid_request", "X-API-Key and Authorization carry different keys: send one of them");
  }
  const key = apiKey ?? bearer;
  if (key === null) return fail("missing_api_key", "An API key is needed: send it as X-API-Key, or as Authorization: Bearer KEY");
  return ok(key);
}
