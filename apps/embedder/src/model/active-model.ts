import {
  ActiveModels,
  canonicalJson,
  embeddingManifest,
  ok,
  sha256Hex,
  type EmbeddingIdentity,
  type EmbeddingManifest,
  type ModelService,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { ENGINE_DIGESTS } from "../generated/engine-digests.ts";
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
  return manifest.ok ? ok({ manifest: manifest.value, identity: await identityOf(manifest.value) }) : manifest;
}

/** The engine digest covers what else the manifest says about the way from a text to its vector: other weights are not the only change. */
async function identityOf(manifest: EmbeddingManifest): Promise<EmbeddingIdentity> {
  const { name, version, created, file, tokenizer, runtime, inputs, output, pooling, normalization, prefixes, dimension, maxTokens } =
    manifest;
  const way = { tokenizer: tokenizer.sha256, runtime, inputs, output, pooling, normalization, prefixes, dimension, maxTokens };
  const engineDigest = await sha256Hex(canonicalJson({ engine: ENGINE_DIGESTS[runtime], ...way }));
  return { name, version, modelDigest: file.sha256, engineDigest, created, dimension, maxTokens, prefixes };
}
