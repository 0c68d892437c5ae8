import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";
import type { ModelIdentity, ModelStatus } from "./model-status.ts";

/** Texts to embed, each on its own. */
export interface EmbeddingJob {
  /** The model's own name, as `describe` gave it. */
  readonly model: string;
  /** The model and rules the caller's digests were made for; others give `model_changed`. */
  readonly modelDigest: string;
  readonly engineDigest: string;
  readonly texts: readonly string[];
  readonly mode: "query" | "passage";
  /** false: a text longer than the model takes is refused with `context_length_exceeded`. */
  readonly truncate: boolean;
  readonly timeoutMs: number;
}

/** A vector as it is stored and sent between Workers. */
export interface Embedding {
  /** (dimension,) float32, little-endian, L2-normalised. */
  readonly vector: Uint8Array;
  /** Tokens the model saw, special ones included. */
  readonly tokens: number;
}

export interface EmbeddingIdentity extends ModelIdentity {
  readonly dimension: number;
  readonly maxTokens: number;
}

/** What the embedder Worker offers over its binding. */
export interface EmbeddingService {
  /**
   * The active version of a published model; null asks for the default one. Loads nothing.
   * @param outdated digest of a version that the caller knows to be replaced: whoever still holds it looks again
   */
  describe(model: string | null, outdated?: string): Promise<Result<EmbeddingIdentity, ServiceError>>;
  status(model: string | null): Promise<Result<ModelStatus, ServiceError>>;
  /** Starts loading the active version, unless it is there; does not wait for it. */
  warm(model: string | null): Promise<Result<ModelStatus, ServiceError>>;
  /** One vector a text, in the texts' order. */
  embed(job: EmbeddingJob): Promise<Result<readonly Embedding[], ServiceError>>;
}
