import { fail, ok, type Result, type ServiceError } from "@steadytext/core";

const JSON_TYPE = "application/json";
/** Newline-delimited JSON. */
export const NDJSON_TYPE = "application/x-ndjson";
const CHARSET = /^charset\s*=\s*"?([^"]*)"?$/i;

/** Whether a body is declared as a type, in plain UTF-8; `content-type` is required, since a form or text body would only fail later and less clearly. */
export function checkMediaType(headers: Headers, expected = JSON_TYPE): Result<null, ServiceError> {
  const [type = "", ...parameters] = (headers.get("content-type") ?? "").split(";").map((part) => part.trim());
  if (type.toLowerCase() !== expected) return fail("unsupported_media_type", `Send the body as content-type: ${expected}`);
  for (const parameter of parameters) {
    const charset = CHARSET.exec(parameter)?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
      return fail("unsupported_media_type", "Send the body in UTF-8: other charsets are not taken");
    }
  }
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding.trim().toLowerCase() !== "identity")
    return fail("unsupported_media_type", "Send the body uncompressed, without content-encoding");
  return ok(null);
}
