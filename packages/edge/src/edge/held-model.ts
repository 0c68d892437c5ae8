import { fail, SharedLoad, type EmbeddingManifest, type GenerationManifest, type Result, type ServiceError } from "@steadytext/core";
import { kernelRuntime, loadEmbeddingModel, PublishedFile, type EmbeddingModel } from "@steadytext/embedding";
import encoderModule from "@steadytext/kernel/encoder.wasm";
import plain from "@steadytext/kernel/kernel-plain.wasm";
import relaxed from "@steadytext/kernel/kernel.wasm";
import { loadRuntime, type ModelMemory, type Runtime } from "@steadytext/llm";
import { waitUntil } from "cloudflare:workers";
import { logError, reasonOf } from "./log.ts";

/** The most WebAssembly memory that a model may take: an isolate has 128 MB for it and everything else. */
const MAX_MODEL_BYTES = 118_000_000;
/** Generations that may wait for pages before callers get `overloaded`. */
const MAX_QUEUED = 32;

interface ModelSource {
  readonly digest: string;
  readonly manifest: GenerationManifest | EmbeddingManifest;
  readonly bucket: R2Bucket;
}

type Held = { readonly kind: "generate"; readonly runtime: Runtime } | { readonly kind: "embed"; readonly model: EmbeddingModel };

/** The memory of the generation model before, for the next one. */
let spareMemory: ModelMemory | null = null;

/** The isolate's one model: it has no room for two, so a model of the other kind takes its place when nobody works with it any more. */
const load = new SharedLoad<ModelSource, Held>({
  load: ({ manifest, bucket, digest }, isWanted) =>
    manifest.kind === "generate" ? loadGeneration(manifest, bucket, isWanted) : loadEmbedding({ digest, manifest, bucket }, isWanted),
  isBusy: (held) => held.kind === "generate" && held.runtime.isBusy,
  async release(held) {
    if (held.kind === "embed") await held.model.release();
    else spareMemory = held.runtime.close();
  },
  onFailure: ({ manifest }, { message, details }, cause) =>
    logError("model_load_failed", {
      model: manifest.name,
      version: manifest.version,
      sha256: manifest.file.sha256,
      reason: message,
      ...details,
      ...(cause === undefined ? {} : { cause: reasonOf(cause) }),
    }),
});

/** The runtime of a generation model, loaded if need be. */
export async function heldRuntime(manifest: GenerationManifest, bucket: R2Bucket, waitMs: number): Promise<Result<Runtime, ServiceError>> {
  const held = await obtain({ digest: `${manifest.file.sha256}/${manifest.contextLength}`, manifest, bucket }, waitMs);
  if (!held.ok) return held;
  return held.value.kind === "generate" ? { ok: true, value: held.value.runtime } : replaced();
}

/** An embedding model in memory; `digest` names it with the way its vectors are made. */
export async function heldEmbeddingModel(
  digest: string,
  manifest: EmbeddingManifest,
  bucket: R2Bucket,
  waitMs: number,
): Promise<Result<EmbeddingModel, ServiceError>> {
  const held = await obtain({ digest, manifest, bucket }, waitMs);
  if (!held.ok) return held;
  return held.value.kind === "embed" ? { ok: true, value: held.value.model } : replaced();
}

function obtain(source: ModelSource, waitMs: number): Promise<Result<Held, ServiceError>> {
  return load.get(source, { waitMs, keepAlive: (work) => waitUntil(work) });
}

function replaced() {
  return fail("unavailable", "Another model took this one's place: try again", { retryAfterSeconds: 1 });
}

async function loadGeneration(
  { file: entry, contextLength }: GenerationManifest,
  bucket: R2Bucket,
  isWanted: () => boolean,
): Promise<Result<Held, ServiceError>> {
  const file = await PublishedFile.open(bucket, entry, isWanted);
  if (!file.ok) return fail("unavailable", `The generation model cannot be loaded: its weights file ${file.error}.`);
  try {
    const runtime = await loadRuntime({
      modules: { relaxed, plain },
      stream: file.value.chunks(),
      sizeBytes: entry.size,
      // The file hashes itself as it is read.
      digestCheck: { update: () => undefined, matches: async () => (await file.value.fault()) === undefined },
      contextLength,
      queueLimit: MAX_QUEUED,
      maxBytes: MAX_MODEL_BYTES,
      spareMemory,
    });
    if (!runtime.ok) return runtime;
    spareMemory = null;
    return { ok: true, value: { kind: "generate", runtime: runtime.value } };
  } finally {
    await file.value.close();
  }
}

async function loadEmbedding(
  { manifest, ...source }: ModelSource & { readonly manifest: EmbeddingManifest },
  isWanted: () => boolean,
): Promise<Result<Held, ServiceError>> {
  if (manifest.runtime !== "kernel-encoder") {
    return fail("invalid_model", `The model ${manifest.name} needs onnxruntime-web, which this package does not bring.`, {
      details: { fault: "runtime" },
    });
  }
  spareMemory = null;
  const model = await loadEmbeddingModel({ ...source, manifest }, kernelRuntime(encoderModule), isWanted);
  return model.ok ? { ok: true, value: { kind: "embed", model: model.value } } : model;
}
