import { fail, LIMITS, ok, sha256Digest } from "@steadytext/core";
import { z } from "zod";
import { askRegistry } from "../../../services/ask-registry.ts";
import { defineRoute } from "../../route.ts";
import { readUpload, UPLOAD_DEADLINE_MS, uploadDocs } from "./upload-body.ts";

const part = z.strictObject({ index: z.int(), size: z.int() });
const path = "/admin/models/files/:sha256/parts";

/** `GET /admin/models/files/{sha256}/parts`: what has arrived of a file that is sent in parts. */
export const listPartsRoute = defineRoute({
  method: "GET",
  path,
  summary: "The parts of a model's file that have arrived, so that an upload that broke off goes on where it was",
  scopes: ["admin"],
  request: null,
  params: z.strictObject({ sha256: sha256Digest }),
  response: z.strictObject({ parts: z.array(part) }),
  async handle({ params: { sha256 }, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const parts = await askRegistry(context, (registry) => registry.findParts(sha256));
    return parts.ok ? ok(Response.json({ parts: parts.value })) : parts;
  },
});

const index = z.coerce
  .number({ error: `must be a whole number from 0 to ${LIMITS.fileParts - 1}` })
  .int()
  .min(0)
  .max(LIMITS.fileParts - 1)
  .describe("The part's place in the file, from 0");

/** `PUT /admin/models/files/{sha256}/parts/{index}`: a part of a file; publishing the file without a body puts them together. */
export const putPartRoute = defineRoute({
  method: "PUT",
  path: `${path}/:index`,
  summary: "Keep a part of a model's file for two hours; publishing the version with an empty body puts the parts together",
  scopes: ["admin"],
  request: null,
  params: z.strictObject({ sha256: sha256Digest, index }),
  response: part,
  docs: { ...uploadDocs("Bytes of the file", "the part"), status: 201 },
  async handle({ request, params: { sha256, index: place }, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const upload = readUpload(request);
    if (!upload.ok) return upload;
    const { sha256: own, body } = upload.value;
    if (body === null) return fail("invalid_request", "The body is empty: send the part's bytes");
    if (body.size > LIMITS.partBytes)
      return fail("body_too_large", `The part has ${body.size} bytes; ${LIMITS.partBytes} is the most of one part`);
    const kept = await askRegistry(
      context,
      (registry) => registry.putPart(sha256, { index: place, sha256: own }, body),
      UPLOAD_DEADLINE_MS,
    );
    return kept.ok ? ok(Response.json(kept.value, { status: 201 })) : kept;
  },
});
