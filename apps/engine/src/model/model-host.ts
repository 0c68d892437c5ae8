import { SharedLoad, type GenerationManifest, type LoadStatus, type Result, type ServiceError } from "@steadytext/core";
import type { ModelMemory, Runtime } from "@steadytext/llm";
import { logError, logInfo } from "../log.ts";
import { loadModel, type LoadLimits, type ModelSource } from "./load-model.ts";

export interface ModelHostOptions {
  readonly bucket: R2Bucket;
  readonly limits: LoadLimits;
  /** How long the caller waits for a load; 0 only starts it. */
  readonly waitMs: number;
  /** Keeps the isolate working on a load after its first caller is answered. */
  keepAlive(work: Promise<unknown>): void;
}

let load: SharedLoad<ModelSource, Runtime> | undefined;
/** The memory of the model before, for the next one: an isolate has no room for two, and cannot say when a garbage collector is done. */
let spareMemory: ModelMemory | null = null;

/**
 * The isolate's one runtime, for the model of this manifest. All replica objects of an isolate share it, since their memory adds up
 * and 128 MB hold one model.
 */
export async function hostedRuntime(manifest: GenerationManifest, options: ModelHostOptions): Promise<Result<Runtime, ServiceError>> {
  const { bucket, limits, waitMs } = options;
  load ??= sharedLoad(limits);
  const wait = { waitMs, keepAlive: (work: Promise<unknown>) => options.keepAlive(work) };
  return load.get({ digest: loadDigest(manifest), manifest, bucket }, wait);
}

/** The model that this isolate holds or loads; null when it has none. */
export function hostedManifest(): GenerationManifest | null {
  return load?.latestSource?.manifest ?? null;
}

export function hostedStatus(manifest: GenerationManifest): LoadStatus<Runtime> {
  return load?.status(loadDigest(manifest)) ?? { state: "unloaded" };
}

/** Names what is loaded: the same weights for another context are another load. */
function loadDigest({ file, contextLength }: GenerationManifest): string {
  return `${file.sha256}/${contextLength}`;
}

function sharedLoad(limits: LoadLimits): SharedLoad<ModelSource, Runtime> {
  return new SharedLoad<ModelSource, Runtime>({
    async load(source, isWanted) {
      const startedAt = Date.now();
      const loaded = await loadModel(source, limits, spareMemory, isWanted);
      if (!loaded.ok) return loaded;
      spareMemory = null;
      const { wasmBytes, usesPlainSimd } = loaded.value.info;
      logInfo("model_loaded", { digest: source.digest, ms: Date.now() - startedAt, wasmBytes, usesPlainSimd });
      return loaded;
    },
    isBusy: (runtime) => runtime.isBusy,
    release(runtime) {
      spareMemory = runtime.close();
    },
    onFailure: ({ digest }, { message, details }, cause) =>
      logError("model_load_failed", { digest, reason: message, details, cause: cause === undefined ? undefined : String(cause) }),
  });
}
