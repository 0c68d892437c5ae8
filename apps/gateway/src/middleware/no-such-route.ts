import type { RequestContext } from "../context.ts";
import { errorResponse } from "../http/error-response.ts";

/** Answers what no route took. */
export function noSuchRoute(_request: Request, context: RequestContext): Response {
  return errorResponse({ code: "not_found", message: "There is no such route: GET / lists those there are" }, context);
}
