import type { EffectiveGenerateRequest, Result, ServiceError, Tokenization } from "@steadytext/core";
import type { EncodeOptions } from "../tokenizer/tokenizer.ts";
import type { ModelMemory } from "@steadytext/kernel";
import { encodePrompt } from "../generation/encode-prompt.ts";
import type { GenerationEvents } from "../generation/generation-events.ts";
import { SharedGeneration } from "../generation/shared-generation.ts";
import { score, type ScoreOptions } from "../scoring/score.ts";
import type { Score } from "../scoring/scoring-task.ts";
import type { GenerationHost } from "./generation-host.ts";
import type { LanguageModel } from "./language-model.ts";

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
  /** Pages that no running generation holds. */
  readonly freePages: number;
  /** Those of the free ones that are kept for their tokens. */
  readonly keptPages: number;
  readonly running: number;
  readonly waiting: number;
}

/** A model that generates, scores and tokenizes. Any number of generations may run at once; they share each step. */
export class Runtime {
  readonly info: RuntimeInfo;
  readonly #model: LanguageModel;
  readonly #generations = new Set<SharedGeneration>();
  #isClosed = false;

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
    const { pages, scheduler } = this.#model;
    const { running, waiting } = scheduler;
    return { pages: pages.size, freePages: pages.available, keptPages: pages.kept, running, waiting };
  }

  /** Steps that were run so far. */
  get steps(): number {
    return this.#model.scheduler.steps;
  }

  /** Whether every reader has read everything there is: nothing is gained by letting them read before the next step. */
  get isCaughtUp(): boolean {
    return this.#model.scheduler.isCaughtUp;
  }

  /** Events of one generation. Prefixes are reused within `prefixScope` only: give every tenant its own. */
  generate(request: EffectiveGenerateRequest, host: GenerationHost, prefixScope = ""): GenerationEvents {
    return this.share(request, prefixScope).join(host);
  }

  /** The same for any number of readers, late ones too; `onEnd` is told when nobody can join any more. */
  share(request: EffectiveGenerateRequest, prefixScope: string, onEnd?: () => void): SharedGeneration {
    const generation: SharedGeneration = new SharedGeneration({
      model: this.#model,
      request,
      prefixScope,
      onEnd: () => {
        this.#generations.delete(generation);
        onEnd?.();
      },
    });
    if (this.#isClosed) generation.stop();
    else this.#generations.add(generation);
    return generation;
  }

  /** Whether a generation is wanted by somebody whose time is not over. One whose readers vanished counts until their deadlines. */
  get isBusy(): boolean {
    return [...this.#generations].some((generation) => generation.isWanted);
  }

  /** Ends the runtime for good and gives its memory to the next one; what still runs on it fails. */
  close(): ModelMemory {
    this.#isClosed = true;
    for (const generation of this.#generations) generation.stop();
    return this.#model.kernel.close();
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
  score(text: readonly number[] | string, host: GenerationHost, options: ScoreOptions = {}): Promise<Result<Score, ServiceError>> {
    return score(this.#model, text, host, options);
  }
}
