import type { EmbeddingManifest } from "@steadytext/core";
import { clsPool } from "./cls.ts";
import { meanPool } from "./mean.ts";

/** Ways to make one vector of the vectors of a text's tokens: (tokens, dimension) row-major to (dimension,). */
export const POOLINGS: Readonly<Record<EmbeddingManifest["pooling"], (hidden: Float32Array, tokens: number) => Float64Array>> = {
  mean: meanPool,
  cls: clsPool,
};
