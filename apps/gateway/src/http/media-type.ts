import { fail, ok, type Result, type ServiceError } from "@steadytext/core";

const JSON_TYPE = /^application\/json$/i;
const CHARSET = /^charset\s*=\s*"?([^"]*)"?$/i;

/** Whether a body is declared as plain JSON in UTF-8; `content-type` is required, since a form or text body would only fail later and less clearly. */
export function checkMediaType(headers: Headers): Result<null, ServiceError> {
  const [type = "", ...parameters] = (headers.get("content-type") ?? "").split(";").map((part) => part.trim());
  if (!JSON_TYPE.test(type)) return fail("unsupported_media_type", "Send the body as content-type: application/json");
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
