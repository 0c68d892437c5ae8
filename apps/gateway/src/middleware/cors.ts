import { ANSWER_HEADERS } from "../openapi/headers.ts";

/** Headers that a script of another origin may read: all that answers are said to have. */
const EXPOSED = Object.keys(ANSWER_HEADERS).join(", ");

/** Whatever clients tell of themselves may be sent; a wildcard does not stand for authorization, and older browsers know none. */
const REQUEST_HEADERS = "authorization, cache-control, content-type, idempotency-key, x-api-key, x-request-id, *";
/** Two hours, the longest that browsers hold a preflight. */
const PREFLIGHT_SECONDS = "7200";

/** Lets the scripts of the allowed origins read answers. Other origins get no CORS header at all; keys travel in headers, so credentials are never allowed. */
export function cors(origins: readonly string[]) {
  return function corsHeaders(response: Response, request: Request): void {
    const origin = request.headers.get("origin");
    if (origins.length > 0) response.headers.append("vary", "Origin");
    if (origin === null || !origins.includes(origin)) return;
    response.headers.set("access-control-allow-origin", origin);
    response.headers.set("access-control-expose-headers", EXPOSED);
    if (request.method !== "OPTIONS") return;
    response.headers.set("access-control-allow-methods", response.headers.get("allow") ?? "");
    response.headers.set("access-control-allow-headers", REQUEST_HEADERS);
    response.headers.set("access-control-max-age", PREFLIGHT_SECONDS);
  };
}
