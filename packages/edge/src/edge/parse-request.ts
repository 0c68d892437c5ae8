import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import type { z } from "zod";

/** Parses a request by the service's own schema; what is wrong is told with the field's path. */
export function parseRequest<T>(schema: z.ZodType<T>, request: unknown): Result<T, ServiceError> {
  const parsed = schema.safeParse(request);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const param = [...issue.path, issue.keys[0]].join(".");
    return fail("unknown_field", `${param} is not a field of this request: remove it or check its spelling`, { param });
  }
  const param = issue?.path.join(".") ?? "";
  return fail("invalid_request", `${param === "" ? "the request" : param}: ${issue?.message ?? "refused"}`, { param });
}
