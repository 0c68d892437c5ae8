import type { RequestContext } from "../context.ts";

const FIXED = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

/** Puts on every answer its request id, its timing, and the headers that keep browsers and caches from misusing it. */
export function answerHeaders(response: Response, _request: Request, context: RequestContext): void {
  for (const [name, value] of Object.entries(FIXED)) response.headers.set(name, value);
  response.headers.set("x-request-id", context.requestId);
  response.headers.set("server-timing", context.timing.header());
}
