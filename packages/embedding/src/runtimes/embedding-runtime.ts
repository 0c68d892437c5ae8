import type { EmbeddingManifest, Result } from "@steadytext/core";
import type { PublishedFile } from "../model/published-file.ts";

/** A model's weights in memory, and the way from the token ids of one text to its vector. */
export interface EmbeddingRuntime {
  /** Bytes of WebAssembly memory that the runtime has. */
  readonly wasmBytes: number;
  /** (dimension,) pooled and normalised as the manifest says: a function of these ids alone. */
  embed(ids: readonly number[]): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Takes a weights file into memory. A reason ends the sentence "its weights file …". */
export type OpenRuntime = (file: PublishedFile, manifest: EmbeddingManifest) => Promise<Result<EmbeddingRuntime, string>>;
