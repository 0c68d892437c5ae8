import {
  ActiveManifest,
  activeManifestKey,
  canonicalJson,
  embeddingManifest,
  ok,
  sha256Hex,
  type EmbeddingIdentity,
  type EmbeddingManifest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { ENGINE_DIGEST } from "../generated/engine-digest.ts";
import { logError } from "../log.ts";

/** The model that answers, and who it is. */
export interface ActiveModel {
  readonly manifest: EmbeddingManifest;
  readonly identity: EmbeddingIdentity;
}

let held: ActiveManifest<EmbeddingManifest> | undefined;

/** The active model as its manifest names it; loads nothing. */
export async function activeModel(bucket: R2Bucket): Promise<Result<ActiveModel, ServiceError>> {
  held ??= new ActiveManifest({
    store: bucket,
    key: activeManifestKey("embed"),
    schema: embeddingManifest,
    onFailure: (reason) => logError("manifest_unusable", { reason }),
  });
  const manifest = await held.get();
  return manifest.ok ? ok({ manifest: manifest.value, identity: await identityOf(manifest.value) }) : manifest;
}

/** The engine digest covers what else the manifest says about the way from a text to its vector: other weights are not the only change. */
async function identityOf(manifest: EmbeddingManifest): Promise<EmbeddingIdentity> {
  const { name, version, file, tokenizer, output, pooling, dimension, maxTokens } = manifest;
  const engineDigest = await sha256Hex(
    canonicalJson({ engine: ENGINE_DIGEST, tokenizer: tokenizer.sha256, output, pooling, dimension, maxTokens }),
  );
  return { name, version, modelDigest: file.sha256, engineDigest, dimension, maxTokens };
}
