import { DEADLINES, SharedLoad, type GenerationManifest, type LoadStatus, type Result, type ServiceError } from "@steadytext/core";
import type { Runtime } from "@steadytext/llm";
import { logError, logInfo } from "../log.ts";
import { loadModel, type LoadLimits, type ModelSource } from "./load-model.ts";

export interface ModelHostOptions {
  readonly bucket: R2Bucket;
  readonly limits: LoadLimits;
  /** Keeps the isolate working on a load after its first caller is answered. */
  keepAlive(work: Promise<unknown>): void;
}

let load: SharedLoad<ModelSource, Runtime> | undefined;

/**
 * The isolate's one runtime, for the model of this manifest. All replica objects of an isolate share it, since their memory adds up
 * and 128 MB hold one model.
 */
export async function hostedRuntime(manifest: GenerationManifest, options: ModelHostOptions): Promise<Result<Runtime, ServiceError>> {
  load ??= sharedLoad(options);
  const wait = { waitMs: DEADLINES.modelLoadMs, keepAlive: (work: Promise<unknown>) => options.keepAlive(work) };
  return load.get({ digest: loadDigest(manifest), manifest, bucket: options.bucket }, wait);
}

/** Names what is loaded: the same weights for another context are another load. */
export function loadDigest({ file, contextLength }: GenerationManifest): string {
  return `${file.sha256}/${contextLength}`;
}

export function hostedStatus(): LoadStatus<Runtime> {
  return load?.status() ?? { state: "unloaded" };
}

function sharedLoad({ limits }: ModelHostOptions): SharedLoad<ModelSource, Runtime> {
  return new SharedLoad<ModelSource, Runtime>({
    async load(source, isWanted) {
      const startedAt = Date.now();
      const loaded = await loadModel(source, limits, isWanted);
      if (loaded.ok) {
        const { wasmBytes, usesPlainSimd } = loaded.value.info;
        logInfo("model_loaded", { digest: source.digest, ms: Date.now() - startedAt, wasmBytes, usesPlainSimd });
      }
      return loaded;
    },
    // Its memory is the garbage collector's once nothing refers to it; generations that still run on it end as they began.
    release: () => undefined,
    onFailure: ({ digest }, { message, details }, cause) =>
      logError("model_load_failed", { digest, reason: message, details, cause: cause === undefined ? undefined : String(cause) }),
  });
}
