import { ActiveManifest, activeManifestKey, generationManifest, type GenerationIdentity, type GenerationManifest } from "@steadytext/core";
import { ENGINE_DIGEST } from "@steadytext/llm";
import { logError } from "../log.ts";

let held: ActiveManifest<GenerationManifest> | undefined;

/** The manifest of the model that answers; one holder an isolate. */
export function activeModel(bucket: R2Bucket): ActiveManifest<GenerationManifest> {
  held ??= new ActiveManifest({
    store: bucket,
    key: activeManifestKey("generate"),
    schema: generationManifest,
    onFailure: (reason) => logError("manifest_unusable", { reason }),
  });
  return held;
}

export function identityOf(manifest: GenerationManifest): GenerationIdentity {
  return {
    name: manifest.name,
    version: manifest.version,
    modelDigest: manifest.file.sha256,
    engineDigest: ENGINE_DIGEST,
    contextLength: manifest.contextLength,
  };
}
