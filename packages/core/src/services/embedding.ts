import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";
import type { ModelIdentity, ModelStatus } from "./model-status.ts";

/** What a text is for: models with prefixes put another one before each. */
export type EmbeddingMode = "query" | "passage";

/** A text, or the token ids that the model is to see as they are: no prefix and no special token is added to those. */
export type EmbeddingInput = { readonly text: string; readonly mode: EmbeddingMode } | { readonly tokens: readonly number[] };

/** What to embed, each on its own. */
export interface EmbeddingJob {
  /** The model's own name, as `describe` gave it. */
  readonly model: string;
  /** The model and rules the caller's digests were made for; others give `model_changed`. */
  readonly modelDigest: string;
  readonly engineDigest: string;
  readonly inputs: readonly EmbeddingInput[];
  /** false: an input longer than the model takes is refused with `context_length_exceeded`. */
  readonly truncate: boolean;
  readonly timeoutMs: number;
}

/** A vector as it is stored and sent between Workers. */
export interface Embedding {
  /** (dimension,) float32, little-endian, normalised as the model's manifest says. */
  readonly vector: Uint8Array;
  /** Tokens the model saw, special ones included. */
  readonly tokens: number;
}

export interface EmbeddingIdentity extends ModelIdentity {
  readonly dimension: number;
  readonly maxTokens: number;
  /** What is put before a text, by its mode. */
  readonly prefixes: Readonly<Record<EmbeddingMode, string>>;
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
  warm(model: string | null, outdated?: string): Promise<Result<ModelStatus, ServiceError>>;
  /**
   * One vector an input, in their order. A refusal of one input names it in `details.index`.
   * @param caller a silent stream that ends when whoever waits for the job has left: what is not computed by then is not
   */
  embed(job: EmbeddingJob, caller?: ReadableStream<Uint8Array>): Promise<Result<readonly Embedding[], ServiceError>>;
}
