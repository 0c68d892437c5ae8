import type { RequestContext } from "../context.ts";

/** Where the route has not said otherwise. */
const USUAL = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

/** Idempotency keys that are echoed; equal requests have equal answers with or without one. */
const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

/** Puts on every answer its request id, its timing, its caller's limits, and the headers that keep browsers and caches from misusing it. */
export function answerHeaders(response: Response, request: Request, context: RequestContext): void {
  for (const [name, value] of Object.entries(USUAL)) if (!response.headers.has(name)) response.headers.set(name, value);
  response.headers.set("x-request-id", context.requestId);
  response.headers.set("server-timing", context.timing.header());
  for (const [name, value] of context.limits.headers()) response.headers.set(name, value);
  const idempotencyKey = request.headers.get("idempotency-key");
  if (idempotencyKey !== null && PRINTABLE.test(idempotencyKey)) response.headers.set("idempotency-key", idempotencyKey);
}
