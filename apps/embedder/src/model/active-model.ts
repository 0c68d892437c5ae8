import {
  ActiveManifest,
  activeManifestKey,
  canonicalJson,
  embeddingManifest,
  fail,
  ok,
  sha256Hex,
  type EmbeddingIdentity,
  type EmbeddingManifest,
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

let held: ActiveManifest<EmbeddingManifest> | undefined;

/** The active model of a name, null being the default one, as its manifest names it; loads nothing. */
export async function activeModel(bucket: R2Bucket, model: string | null): Promise<Result<ActiveModel, ServiceError>> {
  held ??= new ActiveManifest({
    store: bucket,
    key: activeManifestKey("embed"),
    schema: embeddingManifest,
    onFailure: (reason) => logError("manifest_unusable", { reason }),
  });
  const manifest = await held.get();
  if (!manifest.ok) return manifest;
  if (model !== null && manifest.value.name !== model) {
    const message = `There is no model ${model} for embeddings: leave model out, or ask for ${manifest.value.name}`;
    return fail("model_not_found", message, { param: "model" });
  }
  return ok({ manifest: manifest.value, identity: await identityOf(manifest.value) });
}

/** The engine digest covers what else the manifest says about the way from a text to its vector: other weights are not the only change. */
async function identityOf(manifest: EmbeddingManifest): Promise<EmbeddingIdentity> {
  const { name, version, created, file, tokenizer, runtime, inputs, output, pooling, normalization, prefixes, dimension, maxTokens } = manifest;
  const way = { tokenizer: tokenizer.sha256, runtime, inputs, output, pooling, normalization, prefixes, dimension, maxTokens };
  const engineDigest = await sha256Hex(canonicalJson({ engine: ENGINE_DIGESTS[runtime], ...way }));
  return { name, version, modelDigest: file.sha256, engineDigest, created, dimension, maxTokens };
}
