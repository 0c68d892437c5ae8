import type { RequestContext } from "../context.ts";
import { errorResponse, INTERNAL } from "../http/error-response.ts";
import { logFailure } from "../log-failure.ts";

/** The last resort: a fixed text for the caller, the cause for the log. */
export function unknownFailure(cause: unknown, _request: Request, context: RequestContext): Response {
  logFailure({ event: "unknown_failure", requestId: context.requestId, cause });
  return errorResponse(INTERNAL, context);
}
