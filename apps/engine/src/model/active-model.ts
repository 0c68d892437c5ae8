import {
  ActiveManifest,
  activeManifestKey,
  fail,
  generationManifest,
  type GenerationIdentity,
  type GenerationManifest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { ENGINE_DIGEST } from "@steadytext/llm";
import { logError } from "../log.ts";

let held: ActiveManifest<GenerationManifest> | undefined;

/** The manifest of the model that answers for a name, null being the default one; one holder an isolate. */
export async function activeModel(bucket: R2Bucket, model: string | null): Promise<Result<GenerationManifest, ServiceError>> {
  held ??= new ActiveManifest({
    store: bucket,
    key: activeManifestKey("generate"),
    schema: generationManifest,
    onFailure: (reason) => logError("manifest_unusable", { reason }),
  });
  const manifest = await held.get();
  if (!manifest.ok || model === null || manifest.value.name === model) return manifest;
  const message = `There is no model ${model} for generation: leave model out, or ask for ${manifest.value.name}`;
  return fail("model_not_found", message, { param: "model" });
}

export function identityOf(manifest: GenerationManifest): GenerationIdentity {
  return {
    name: manifest.name,
    version: manifest.version,
    modelDigest: manifest.file.sha256,
    engineDigest: ENGINE_DIGEST,
    created: manifest.created,
    contextLength: manifest.contextLength,
  };
}
