import { DEADLINES, fail, SharedLoad, type GenerationManifest, type LoadStatus, type Result, type ServiceError } from "@steadytext/core";
import type { Runtime } from "@steadytext/llm";
import { logError, logInfo } from "../log.ts";
import { loadModel } from "./load-model.ts";

interface Source {
  readonly digest: string;
  readonly manifest: GenerationManifest;
}

export interface ModelHostOptions {
  readonly bucket: R2Bucket;
  readonly maxQueued: number;
  /** Keeps the isolate working on a load after its first caller is answered. */
  keepAlive(work: Promise<unknown>): void;
}

let load: SharedLoad<Source, Runtime> | undefined;

/**
 * The isolate's one runtime, for the model of this manifest. All replica objects of an isolate share it, since their memory adds up
 * and 128 MB hold one model.
 */
export async function hostedRuntime(manifest: GenerationManifest, options: ModelHostOptions): Promise<Result<Runtime, ServiceError>> {
  load ??= sharedLoad(options);
  const wait = { waitMs: DEADLINES.modelLoadMs, keepAlive: (work: Promise<unknown>) => options.keepAlive(work) };
  const loaded = await load.get({ digest: manifest.file.sha256, manifest }, wait);
  if (loaded.ok || loaded.error.code === "model_loading") return loaded;
  return fail("unavailable", "The model could not be loaded; the reason is in the engine's log. It is tried again shortly.", {
    retryAfterSeconds: loaded.error.retryAfterSeconds ?? 1,
  });
}

export function hostedStatus(): LoadStatus<Runtime> {
  return load?.status() ?? { state: "unloaded" };
}

function sharedLoad({ bucket, maxQueued }: ModelHostOptions): SharedLoad<Source, Runtime> {
  return new SharedLoad<Source, Runtime>({
    async load({ digest, manifest }) {
      const startedAt = Date.now();
      const loaded = await loadModel(bucket, manifest, maxQueued);
      if (loaded.ok) logInfo("model_loaded", { digest, ms: Date.now() - startedAt, wasmBytes: loaded.value.info.wasmBytes });
      return loaded;
    },
    // Its memory is the garbage collector's once nothing refers to it; generations that still run on it end as they began.
    release: () => undefined,
    onFailure: ({ digest }, error, cause) => logError("model_load_failed", { digest, reason: error.message, details: error.details, cause: cause && String(cause) }),
  });
}
