import {
  ActiveModels,
  embeddingManifest,
  ok,
  type EmbeddingIdentity,
  type EmbeddingManifest,
  type ModelService,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { embeddingIdentity } from "@steadytext/embedding";
import { logError } from "../log.ts";

/** The model that answers, and who it is. */
export interface ActiveModel {
  readonly manifest: EmbeddingManifest;
  readonly identity: EmbeddingIdentity;
}

/** One holder an isolate. */
const models = new ActiveModels<EmbeddingManifest>({
  kind: "embed",
  schema: embeddingManifest,
  onFailure: (reason) => logError("pointer_unusable", { reason }),
});

/** Seconds for which a data centre may use a copy without asking for a newer one: the shortest that KV takes. */
const COPY_HOLD_SECONDS = 30;

/**
 * The active model of a name, null being the default one, as its manifest names it; loads nothing.
 * @param accepts false for a version that the caller knows to be outdated, by the digest of its weights: the registry is asked then
 */
export async function activeModel(
  { POINTERS, REGISTRY }: Pick<Env, "POINTERS" | "REGISTRY">,
  model: string | null,
  accepts?: (digest: string) => boolean,
): Promise<Result<ActiveModel, ServiceError>> {
  const copies = { get: (key: string) => POINTERS.get(key, { cacheTtl: COPY_HOLD_SECONDS }) };
  const manifest = await models.get(model, { copies, registry: REGISTRY as unknown as ModelService }, accepts);
  return manifest.ok ? ok({ manifest: manifest.value, identity: await embeddingIdentity(manifest.value) }) : manifest;
}
