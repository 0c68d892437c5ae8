import { canonicalJson, sha256Hex, type EmbeddingIdentity, type EmbeddingManifest } from "@steadytext/core";
import { ENGINE_DIGESTS } from "../generated/engine-digests.ts";

/** Who a model is. The engine digest covers what its manifest says about the way from a text to its vector: other weights are not the only change. */
export async function embeddingIdentity(manifest: EmbeddingManifest): Promise<EmbeddingIdentity> {
  const { name, version, created, file, tokenizer, runtime, inputs, output, pooling, normalization, prefixes, dimension, maxTokens } =
    manifest;
  const way = { tokenizer: tokenizer.sha256, runtime, inputs, output, pooling, normalization, prefixes, dimension, maxTokens };
  const engineDigest = await sha256Hex(canonicalJson({ engine: ENGINE_DIGESTS[runtime], ...way }));
  return { name, version, modelDigest: file.sha256, engineDigest, created, dimension, maxTokens, prefixes };
}
