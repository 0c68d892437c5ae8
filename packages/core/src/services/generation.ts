import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";
import type { EffectiveGenerateRequest } from "../schemas/generate.ts";
import type { EngineLoad, ModelIdentity, ModelStatus } from "./model-status.ts";
import type { Region } from "./region.ts";

/** One generation asked of the engine. */
export interface GenerationJob {
  /** The model's own name, as `describe` gave it. */
  readonly model: string;
  /** Equal jobs have equal digests, and meet in one replica. */
  readonly requestDigest: string;
  /** The model and rules the digest was made for; others give `model_changed`. */
  readonly modelDigest: string;
  readonly engineDigest: string;
  readonly request: EffectiveGenerateRequest;
  /** Whose computed prompts may be reused: the caller's cache scope, since the time that reuse saves tells what was asked before. */
  readonly prefixScope: string;
  /** Wall time the caller will wait, from now. */
  readonly timeoutMs: number;
  /** true: one that has just ended for an equal request will not do. One that is running does. */
  readonly fresh?: boolean;
  /** Where the caller is, if that is known: the nearest replicas answer. */
  readonly region?: Region | undefined;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A token, the natural logarithm of its probability, and its bytes, which may be part of a character only. */
export interface TokenLogprob {
  readonly token: number;
  readonly logprob: number;
  readonly bytes: readonly number[];
}

/** A token and the whole characters it completed; `text` is empty while a character or a possible stop string is unfinished. */
export interface TokenPiece {
  readonly token: number;
  readonly text: string;
  /** Only where the request asks for it: of the model's own distribution, before penalties, bias and temperature. */
  readonly logprob?: number | undefined;
  /** With `logprob`: the token's own bytes. */
  readonly bytes?: readonly number[] | undefined;
  /** With `logprob`: the most likely tokens in this place, best first, lower ids first among equals. */
  readonly top?: readonly TokenLogprob[] | undefined;
}

/** A complete generation. The texts of its pieces add up to `text`. */
export interface Generation {
  /** With `echo`: the prompt's tokens, whose texts add up to the prompt's. The first has no log-probability, since nothing comes before it. */
  readonly prompt?: readonly TokenPiece[] | undefined;
  readonly text: string;
  readonly pieces: readonly TokenPiece[];
  readonly finishReason: "stop" | "length";
  readonly stopType: "eos" | "limit" | "word";
  readonly usage: Usage;
}

/**
 * One line of a generation stream. The first is `started`, unless nothing could start; the last is `done`, `capped` or `error`; a stream that
 * ends without one of them was cut.
 */
export type GenerationEvent =
  | {
      readonly type: "started";
      readonly promptTokens: number;
      /** Tokens of the prompt that were computed before. */
      readonly prefixTokens: number;
      /** Whether it was begun for an equal request, and is shared with it. */
      readonly coalesced: boolean;
      /** Whether the model was in memory when the request came. */
      readonly engine: "warm" | "cold";
    }
  /** With `echo`: what came before, once it is known. */
  | { readonly type: "prompt"; readonly pieces: readonly TokenPiece[] }
  | ({ readonly type: "token"; readonly index: number } & TokenPiece)
  | { readonly type: "done"; readonly generation: Generation }
  /** The stream has lasted as long as it may: what was told so far, which is the beginning of the whole and must not be stored. */
  | { readonly type: "capped"; readonly generation: Generation }
  | { readonly type: "error"; readonly error: ServiceError };

export interface TokenizeJob {
  /** The model's own name, as `describe` gave it. */
  readonly model: string;
  readonly content: string;
  readonly addSpecial: boolean;
  readonly parseSpecial: boolean;
}

/** Token ids, and each token's bytes. */
export interface Tokenization {
  readonly tokens: readonly number[];
  readonly pieces: readonly Uint8Array[];
}

export interface GenerationIdentity extends ModelIdentity {
  /** Tokens that prompt and completion may have together. */
  readonly contextLength: number;
}

/** What the engine Worker offers over its binding. */
export interface GenerationService {
  /**
   * The active version of a published model; null asks for the default one. Loads nothing.
   * @param outdated digest of a version that the caller knows to be replaced: whoever still holds it looks again
   */
  describe(model: string | null, outdated?: string): Promise<Result<GenerationIdentity, ServiceError>>;
  status(model: string | null): Promise<Result<ModelStatus, ServiceError>>;
  /** How busy all replicas are, whichever model each has in memory, added up; `unavailable` where none of them answers. */
  load(): Promise<Result<EngineLoad, ServiceError>>;
  /** Starts loading the active version, unless it is there; does not wait for it. */
  warm(model: string | null, outdated?: string): Promise<Result<ModelStatus, ServiceError>>;
  /** Newline-delimited JSON, one `GenerationEvent` a line; empty lines say that work goes on. Cancelling the stream stops the generation. */
  stream(job: GenerationJob): Promise<Result<ReadableStream<Uint8Array>, ServiceError>>;
  tokenize(job: TokenizeJob): Promise<Result<Tokenization, ServiceError>>;
  /** The bytes of the tokens, joined; an id outside the vocabulary is `invalid_request`. */
  detokenize(model: string, tokens: readonly number[]): Promise<Result<Uint8Array, ServiceError>>;
}
