import {
  ActiveModels,
  generationManifest,
  type GenerationIdentity,
  type GenerationManifest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { ENGINE_DIGEST } from "@steadytext/llm";
import { logError } from "../log.ts";
import { registryObject } from "../registry/registry-object.ts";

/** One holder an isolate. */
const models = new ActiveModels<GenerationManifest>({
  kind: "generate",
  schema: generationManifest,
  onFailure: (reason) => logError("pointer_unusable", { reason }),
});

/** Seconds for which a data centre may use a copy without asking for a newer one: the shortest that KV takes. */
const COPY_HOLD_SECONDS = 30;

/**
 * The manifest of the model that answers for a name, null being the default one.
 * @param accepts false for a version that the caller knows to be outdated, by the digest of its weights: the registry is asked then
 */
export function activeModel(
  { POINTERS, MODEL_REGISTRY }: Pick<Env, "POINTERS" | "MODEL_REGISTRY">,
  model: string | null,
  accepts?: (digest: string) => boolean,
): Promise<Result<GenerationManifest, ServiceError>> {
  const copies = { get: (key: string) => POINTERS.get(key, { cacheTtl: COPY_HOLD_SECONDS }) };
  return models.get(model, { copies, registry: registryObject(MODEL_REGISTRY) }, accepts);
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
