import { LIMITS, type Result, type ServiceError } from "@steadytext/core";
import { checkMediaType } from "./media-type.ts";
import { parseJson } from "./parse-json.ts";
import { readBody } from "./read-body.ts";
import type { Within } from "../services/with-deadline.ts";

/** The JSON value of a request's body, within the limits. */
export async function readJson(
  request: Request,
  within: Within,
  limitBytes: number = LIMITS.bodyBytes,
): Promise<Result<unknown, ServiceError>> {
  const type = checkMediaType(request.headers);
  if (!type.ok) return type;
  const bytes = await readBody(request, limitBytes, { within });
  return bytes.ok ? parseJson(bytes.value) : bytes;
}
