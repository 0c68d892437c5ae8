import { fail, ok } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { askRegistry } from "../../../services/ask-registry.ts";
import { versionParams } from "./model-params.ts";
import { readUpload, UPLOAD_DEADLINE_MS, uploadDocs } from "./upload-body.ts";

/** `PUT /admin/models/{name}/{version}/tokenizer`: the tokenizer.json that an embedding model's version will name. */
export const publishTokenizerRoute = defineRoute({
  method: "PUT",
  path: "/admin/models/:name/:version/tokenizer",
  summary: "Store the tokenizer.json of an embedding model, before the model itself",
  scopes: ["admin"],
  request: null,
  params: versionParams,
  response: z.strictObject({ sha256: z.string(), size: z.int() }),
  docs: { ...uploadDocs("The tokenizer.json"), status: 201 },
  async handle({ request, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const upload = readUpload(request);
    if (!upload.ok) return upload;
    const { sha256, body } = upload.value;
    if (body === null) return fail("invalid_request", "The body is empty: send the tokenizer.json");
    const stored = await askRegistry(context, (registry) => registry.publishTokenizer(sha256, body), UPLOAD_DEADLINE_MS);
    return stored.ok ? ok(Response.json(stored.value, { status: 201 })) : stored;
  },
});
