import {
  fail,
  modelManifest,
  ok,
  type FileBody,
  type ModelManifest,
  type ModelUpload,
  type Result,
  type ServiceError,
  type StoredFile,
} from "@steadytext/core";
import type { RegistryObject } from "../registry/registry-object.ts";
import { embeddingCheck, generationCheck } from "./check-file.ts";
import { deleteParts, joinParts } from "./file-parts.ts";
import { findStored, storeFile } from "./store-file.ts";

export interface PublishContext {
  readonly registry: Pick<RegistryObject, "begin" | "register">;
  readonly bucket: R2Bucket;
  /** The most WebAssembly memory that a model may take. */
  readonly maxBytes: number;
  /** The longest context that a model may have, in tokens. */
  readonly maxContext: number;
  readonly nowMs: number;
}

/** Checks a version against the registry before its bytes are taken, stores them, and registers it. */
export async function publishModel(
  upload: ModelUpload,
  body: FileBody | null,
  context: PublishContext,
): Promise<Result<ModelManifest, ServiceError>> {
  const published = await publish(upload, body, context);
  // Whoever still sends is told to stop.
  if (!published.ok) await body?.stream.cancel(published.error.message).catch(() => undefined);
  return published;
}

async function publish(upload: ModelUpload, body: FileBody | null, context: PublishContext): Promise<Result<ModelManifest, ServiceError>> {
  const { registry, bucket } = context;
  const { name, version, details, sha256 } = upload;
  if (details.kind === "generate" && details.contextLength > context.maxContext) return tooLong(details.contextLength, context.maxContext);
  const tokenizerSha256 = tokenizerOf(upload);
  const files = tokenizerSha256 === null ? [sha256] : [sha256, tokenizerSha256];
  const begun = await registry.begin({ name, version, kind: details.kind, sha256 }, files);
  if (!begun.ok) return begun;
  if (body !== null || (await findStored(bucket, sha256)) !== null) return publishFile(upload, body, context);
  const joined = await joinParts(bucket, sha256);
  const outcome = await publishFile(upload, joined, context);
  if (joined !== null && isSettled(outcome)) await deleteParts(bucket, sha256);
  return outcome;
}

/** Whether another try with the same parts would come to the same. */
function isSettled(outcome: Result<ModelManifest, ServiceError>): boolean {
  if (outcome.ok) return true;
  const fault = outcome.error.details?.["fault"];
  return outcome.error.code === "invalid_model" && fault !== "missing_file" && fault !== "truncated";
}

function tokenizerOf(upload: ModelUpload): string | null {
  return "tokenizerSha256" in upload ? upload.tokenizerSha256 : null;
}

async function publishFile(
  upload: ModelUpload,
  body: FileBody | null,
  context: PublishContext,
): Promise<Result<ModelManifest, ServiceError>> {
  const { registry, bucket } = context;
  const { sha256 } = upload;
  const file = body === null ? await requireStored(bucket, sha256) : ok({ sha256, size: body.size });
  if (!file.ok) return file;
  const tokenizerSha256 = tokenizerOf(upload);
  const tokenizer = tokenizerSha256 === null ? null : await requireStored(bucket, tokenizerSha256, "tokenizer");
  if (tokenizer?.ok === false) return tokenizer;
  const manifest = manifestOf(upload, file.value, tokenizer?.value ?? null, context.nowMs);
  if (!manifest.ok) return manifest;
  const stored = await storeFile(bucket, { sha256, check: checkFor(manifest.value, context.maxBytes) }, body);
  return stored.ok ? registry.register(manifest.value) : stored;
}

function tooLong(contextLength: number, most: number) {
  const message = `context_length is ${contextLength} tokens; ${most} is the most here (MAX_CONTEXT of the engine)`;
  return fail("invalid_request", message, { param: "context_length", details: { n_ctx: most } });
}

async function requireStored(bucket: R2Bucket, sha256: string, what?: "tokenizer"): Promise<Result<StoredFile, ServiceError>> {
  const stored = await findStored(bucket, sha256);
  if (stored !== null) return ok(stored);
  const advice = what === "tokenizer" ? "upload the tokenizer first" : "send its bytes";
  const message = `No file of SHA-256 ${sha256} is stored: ${advice}`;
  return fail("invalid_model", message, { param: what ?? "x-content-sha256", details: { fault: "missing_file" } });
}

function manifestOf(
  { name, version, details }: ModelUpload,
  file: StoredFile,
  tokenizer: StoredFile | null,
  nowMs: number,
): Result<ModelManifest, ServiceError> {
  const created = Math.floor(nowMs / 1000);
  const parsed = modelManifest.safeParse({ ...details, name, version, file, created, ...(tokenizer === null ? {} : { tokenizer }) });
  if (parsed.success) return ok(parsed.data);
  const [fault] = parsed.error.issues;
  const param = fault?.path.join(".") || "details";
  return fail("invalid_request", `${param}: ${fault?.message ?? "is not what a manifest has"}`, { param });
}

function checkFor(manifest: ModelManifest, maxBytes: number) {
  return manifest.kind === "generate" ? generationCheck(manifest, maxBytes) : embeddingCheck(manifest, maxBytes);
}
