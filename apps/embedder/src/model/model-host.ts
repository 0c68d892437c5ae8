import { DEADLINES, SharedLoad } from "@steadytext/core";
import { loadEmbeddingModel, type EmbeddingModel, type ModelSource } from "@steadytext/embedding";
import { logError } from "../log.ts";
import { openRuntime } from "../runtimes/open-runtime.ts";
import type { ActiveModel } from "./active-model.ts";

/** The one model of this isolate, shared by all requests that land here. */
export const modelHost = new SharedLoad<ModelSource, EmbeddingModel>({
  load: (source, isWanted) => loadEmbeddingModel(source, openRuntime, isWanted),
  release: (model) => model.release(),
  onFailure: ({ manifest }, error, cause) =>
    logError("model_load_failed", {
      model: manifest.name,
      version: manifest.version,
      sha256: manifest.file.sha256,
      reason: error.message,
      ...(cause === undefined ? {} : { cause: String(cause) }),
    }),
});

/** The active model's files; the digest differs where any of them, or the way they are used, does. */
export function sourceOf({ manifest, identity }: ActiveModel, bucket: R2Bucket): ModelSource {
  return { digest: `${identity.modelDigest}/${identity.engineDigest}`, manifest, bucket };
}

/** How long a caller that allows `timeoutMs` waits for a load. */
export function loadWaitMs(timeoutMs: number): number {
  return Math.min(DEADLINES.modelLoadMs, timeoutMs);
}
