import { ok, type Result } from "@steadytext/core";
import type { WasmMemory } from "../webassembly.ts";
import type { EncoderConfig } from "./encoder-config.ts";
import { encoderFail, type EncoderError } from "./encoder-error.ts";
import type { EncoderPlan } from "./encoder-plan.ts";
import type { EncoderExports } from "./encoder-wasm.ts";

/** One model in one wasm memory. Not reentrant; made by an `EncoderLoader`. */
export class Encoder {
  readonly config: EncoderConfig;
  /** Tokens of the longest text. */
  readonly maxTokens: number;
  readonly memoryBytes: number;
  readonly #plan: EncoderPlan;
  readonly #buffer: ArrayBuffer;
  readonly #wasm: EncoderExports;

  constructor(plan: EncoderPlan, config: EncoderConfig, memory: WasmMemory, wasm: EncoderExports) {
    this.config = config;
    this.maxTokens = plan.maxTokens;
    this.memoryBytes = memory.buffer.byteLength;
    this.#plan = plan;
    this.#buffer = memory.buffer;
    this.#wasm = wasm;
  }

  /** (hidden) the pooled vector of one text's tokens, special ones included, at length 1. It depends on these ids alone, bit for bit. */
  embed(tokens: ArrayLike<number>): Result<Float32Array, EncoderError> {
    const { ids, vector } = this.#plan.regions;
    const count = tokens.length;
    if (count < 1 || count > this.maxTokens)
      return encoderFail("invalid_tokens", `A text of ${count} tokens is not in 1..${this.maxTokens}.`);
    const { vocab, hidden } = this.config;
    const input = new Uint32Array(this.#buffer, ids, count);
    for (let i = 0; i < count; i++) {
      const token = tokens[i] ?? NaN;
      if (!Number.isInteger(token) || token < 0 || token >= vocab) {
        return encoderFail("invalid_tokens", `Token ${i} is ${token}, which is not in 0..${vocab - 1}.`);
      }
      input[i] = token;
    }
    const isFinite = this.#wasm.encode(count) !== 0;
    if (!isFinite) return encoderFail("non_finite_vector", "The model's output is not finite: its weights overflow.");
    return ok(new Float32Array(this.#buffer, vector, hidden).slice());
  }
}
