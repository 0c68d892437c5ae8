import type { EffectiveGenerateRequest, GenerationEvent, Result, ServiceError, Tokenization } from "@steadytext/core";
import type { EncodeOptions } from "../tokenizer/tokenizer.ts";
import { encodePrompt } from "./encode-prompt.ts";
import { generate } from "./generate.ts";
import type { GenerationHost } from "./generation-host.ts";
import type { LanguageModel } from "./language-model.ts";
import { score, type Score } from "./score.ts";

/** What a loaded model is. */
export interface RuntimeInfo {
  /** The file's own name for the model. */
  readonly name: string;
  readonly contextLength: number;
  readonly vocab: number;
  /** Size of the WebAssembly memory: weights, KV pages and activations. */
  readonly wasmBytes: number;
  /** True where the host's relaxed SIMD is wrong and the slower plain build runs; the answers are the same. */
  readonly usesPlainSimd: boolean;
}

/** How busy a runtime is. */
export interface RuntimeLoad {
  readonly pages: number;
  readonly freePages: number;
  readonly waiting: number;
}

/** A model that generates, scores and tokenizes. Any number of generations may run at once; each step of each is synchronous. */
export class Runtime {
  readonly info: RuntimeInfo;
  readonly #model: LanguageModel;

  constructor(model: LanguageModel) {
    const { name, contextLength, kernel, tokenizer } = model;
    this.#model = model;
    this.info = {
      name,
      contextLength,
      vocab: tokenizer.vocabulary.size,
      wasmBytes: kernel.memoryBytes,
      usesPlainSimd: kernel.usesPlainSimd,
    };
  }

  get load(): RuntimeLoad {
    const { size, freePages, waiting } = this.#model.pool;
    return { pages: size, freePages, waiting };
  }

  /** Events of one generation; see `generate`. Returning the generator early frees what it held. */
  generate(request: EffectiveGenerateRequest, host: GenerationHost): AsyncGenerator<GenerationEvent, void, undefined> {
    return generate(this.#model, request, host);
  }

  /** The tokens that a request puts before the model; fails as `generate` would. */
  encodePrompt(request: EffectiveGenerateRequest): Result<readonly number[], ServiceError> {
    return encodePrompt(this.#model, request);
  }

  tokenize(text: string, options: EncodeOptions): Result<Tokenization, ServiceError> {
    const { tokenizer } = this.#model;
    const tokens = tokenizer.encode(text, options);
    if (!tokens.ok) return tokens;
    return { ok: true, value: { tokens: tokens.value, pieces: tokens.value.map((token) => tokenizer.vocabulary.bytes(token).slice()) } };
  }

  /** The bytes that the tokens stand for, special ones by name. */
  detokenize(tokens: readonly number[]): Result<Uint8Array, ServiceError> {
    return this.#model.tokenizer.decode(tokens);
  }

  /** Log-probabilities of a text's tokens, each given the true ones before it. */
  score(tokens: readonly number[], host: GenerationHost): Promise<Result<Score, ServiceError>> {
    return score(this.#model, tokens, host);
  }
}
