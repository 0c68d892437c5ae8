import { fail, ok, sha256Digest, type ModelUpload, type Result, type ServiceError } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { askRegistry } from "../../../services/ask-registry.ts";
import { versionParams } from "./model-params.ts";
import { showVersion, shownModel } from "./shown-model.ts";
import { readUpload, UPLOAD_DEADLINE_MS, uploadDocs } from "./upload-body.ts";

const query = z.strictObject({
  kind: z.enum(["generate", "embed"]),
  license: z.string().min(1).max(64),
  context_length: z.coerce
    .number()
    .int()
    .min(64)
    .max(8192)
    .optional()
    .describe("generate: tokens that prompt and completion may have together; 1024 by default"),
  tokenizer: sha256Digest.optional().describe("embed: SHA-256 of the tokenizer.json that was uploaded"),
  details: z
    .string()
    .max(8192)
    .optional()
    .describe("embed: JSON of runtime, inputs, output, pooling, normalization, prefixes, dimension and max_tokens"),
});
type Query = z.infer<typeof query>;

const DEFAULT_CONTEXT = 1024;

/** `PUT /admin/models/{name}/{version}`: a model's file, checked while it streams in, and registered once it is stored. */
export const publishModelRoute = defineRoute({
  method: "PUT",
  path: "/admin/models/:name/:version",
  summary: "Publish a version of a model: the file as the body, or an empty body where the file or all its parts are stored already",
  scopes: ["admin"],
  request: null,
  params: versionParams,
  query,
  response: shownModel.shape.versions.element,
  docs: { ...uploadDocs("The model's file: GGUF for generation, ONNX for embeddings"), status: 201 },
  async handle({ request, params, query: asked, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const upload = readUpload(request);
    if (!upload.ok) return upload;
    const described = describeUpload(params, asked, upload.value.sha256);
    if (!described.ok) return described;
    const work = askRegistry(context, (registry) => registry.publish(described.value, upload.value.body), UPLOAD_DEADLINE_MS);
    const published = await work;
    return published.ok ? ok(Response.json(showVersion(published.value), { status: 201 })) : published;
  },
});

function describeUpload(
  { name, version }: z.infer<typeof versionParams>,
  { kind, license, context_length: contextLength, tokenizer, details }: Query,
  sha256: string,
): Result<ModelUpload, ServiceError> {
  if (name === "default") return fail("invalid_request", "default means the default model and is no model's name", { param: "name" });
  const id = { name, version, sha256 };
  if (kind === "generate") {
    const foreign = tokenizer !== undefined ? "tokenizer" : details !== undefined ? "details" : null;
    if (foreign !== null) return fail("invalid_request", `${foreign} is for models of kind embed`, { param: foreign });
    return ok({ ...id, details: { kind, license, contextLength: contextLength ?? DEFAULT_CONTEXT } });
  }
  if (contextLength !== undefined)
    return fail("invalid_request", "context_length is for models of kind generate", { param: "context_length" });
  if (tokenizer === undefined)
    return fail("invalid_request", "tokenizer is missing: the SHA-256 of an uploaded tokenizer.json", { param: "tokenizer" });
  const fields = parseDetails(details);
  if (fields === null) return fail("invalid_request", "details must be a JSON object of what the model needs", { param: "details" });
  const { max_tokens: maxTokens, ...rest } = fields;
  // Its fields are checked with the whole manifest, by the registry.
  return ok({ ...id, tokenizerSha256: tokenizer, details: { ...rest, maxTokens, kind, license } } as unknown as ModelUpload);
}

function parseDetails(text: string | undefined): Record<string, unknown> | null {
  try {
    const fields: unknown = JSON.parse(text ?? "");
    return typeof fields === "object" && fields !== null && !Array.isArray(fields) ? (fields as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
