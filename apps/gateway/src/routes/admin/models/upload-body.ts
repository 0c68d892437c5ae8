import { fail, ok, SHA256, sha256Digest, type FileBody, type Result, type ServiceError } from "@steadytext/core";
import { z } from "zod";
import type { RouteDocs } from "../../route-docs.ts";

/** What the API's description says of an upload. */
export function uploadDocs(description: string, what = "the file"): RouteDocs {
  const headers = z.strictObject({
    "x-content-sha256": sha256Digest.describe(`SHA-256 of ${what}; it is verified while ${what} streams in`),
  });
  return { headers, rawBody: { type: "application/octet-stream", description } };
}

/** A large model over a slow line. */
export const UPLOAD_DEADLINE_MS = 60 * 60_000;

/** A file on its way, and what it is announced to be. */
export interface Upload {
  readonly sha256: string;
  /** Null where the body is empty: the file is to be there already. */
  readonly body: FileBody | null;
}

/** What the headers of an upload announce. */
export function readUpload(request: Request): Result<Upload, ServiceError> {
  const sha256 = request.headers.get("x-content-sha256");
  if (sha256 === null) return missing("x-content-sha256", "the SHA-256 of the file in hexadecimal");
  if (!SHA256.pattern.test(sha256)) return fail("invalid_request", `x-content-sha256 ${SHA256.message}`, { param: "x-content-sha256" });
  const length = request.headers.get("content-length");
  if (length === "0" || (request.body === null && length === null)) return ok({ sha256, body: null });
  if (length === null)
    return missing("content-length", "the number of bytes of the file: uploads in chunks of unknown number are not taken");
  const size = Number(length);
  if (request.body === null || !Number.isSafeInteger(size))
    return fail("invalid_request", "content-length must be the number of bytes of the file", { param: "content-length" });
  return ok({ sha256, body: { size, stream: request.body } });
}

function missing(header: string, what: string) {
  return fail("invalid_request", `The header ${header} is missing: it must be ${what}`, { param: header });
}
