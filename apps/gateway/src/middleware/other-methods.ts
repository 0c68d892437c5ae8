import type { RequestContext } from "../context.ts";
import { errorResponse } from "../http/error-response.ts";

/** Answers a path's other methods: OPTIONS with what is allowed, without a key, and the rest with 405. */
export function otherMethods(allowed: readonly string[]) {
  const allow = [...allowed, "OPTIONS"].join(", ");
  return function answerOtherMethods(request: Request, context: RequestContext): Response {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
    const response = errorResponse({ code: "method_not_allowed", message: `This route takes ${allow}` }, context);
    response.headers.set("allow", allow);
    return response;
  };
}
