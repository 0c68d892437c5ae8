import { ok, type Result } from "@steadytext/core";
import { writePlan } from "./arena.ts";
import { kernelFail, type KernelError } from "./kernel-error.ts";
import { MAX_WASM_PAGES, paddedVocab, WASM_PAGE_BYTES, type MemoryPlan } from "./memory-plan.ts";
import type { Row } from "./row.ts";
import { checkRows, writePanels, writeRows } from "./row-table.ts";
import { checkSampling, type SampleOptions } from "./sampling.ts";
import { createTensorWriter, type TensorWriter } from "./tensor-writer.ts";
import { instantiate, type WasmExports } from "./wasm-exports.ts";
import { Memory, type WasmMemory, type WasmModule } from "./webassembly.ts";

export interface KernelOptions {
  readonly module: WasmModule;
  /** Used when the host fails the known-answer test of the first. */
  readonly plainModule?: WasmModule;
  readonly plan: MemoryPlan;
  /** Memory of a kernel that was closed: used again where it can hold the plan. */
  readonly spare?: ModelMemory | null;
}

/** The memory of a kernel that was closed. */
export interface ModelMemory {
  readonly bytes: number;
  /** @internal */
  readonly memory: WasmMemory;
}

/** A token and the natural log of its probability. */
export interface TokenLogProb {
  readonly token: number;
  readonly logProb: number;
}

export const MAX_TOP_LOG_PROBS = 20;

/** One model in one wasm memory. Not reentrant: one step at a time, one tensor writer at a time. */
export class Kernel {
  readonly plan: MemoryPlan;
  /** Number of 64-token KV pages. */
  readonly pages: number;
  readonly memoryBytes: number;
  /** True when the host failed the known-answer test of the first build: same bits, about half as fast. */
  readonly usesPlainSimd: boolean;
  readonly #wasm: WasmExports;
  readonly #memory: WasmMemory;
  readonly #buffer: ArrayBuffer;
  readonly #unwritten: Set<string>;
  #openWriter: TensorWriter | undefined;
  #logitRows = 0;

  constructor(plan: MemoryPlan, memory: WasmMemory, wasm: WasmExports, usesPlainSimd: boolean) {
    this.plan = plan;
    this.pages = plan.pages;
    this.memoryBytes = memory.buffer.byteLength;
    this.usesPlainSimd = usesPlainSimd;
    this.#wasm = wasm;
    this.#memory = memory;
    this.#buffer = memory.buffer;
    this.#unwritten = new Set(plan.tensors.keys());
  }

  /** Gives the memory away. Growing it, be it by nothing, detaches every view of it: whoever still uses this kernel meets an exception, never other weights. */
  close(): ModelMemory {
    this.#memory.grow(0);
    return { bytes: this.memoryBytes, memory: this.#memory };
  }

  /** Takes the GGUF bytes of one tensor of the plan. One writer at a time: opening the next ends the one before. */
  tensorWriter(name: string): Result<TensorWriter, KernelError> {
    const tensor = this.plan.tensors.get(name);
    if (tensor === undefined) return kernelFail("unexpected_tensor", `Tensor ${name} is not part of the plan.`);
    const writer = createTensorWriter(tensor, new Uint8Array(this.#buffer), this.#wasm, this.plan.regions.stream);
    this.#openWriter = writer;
    this.#unwritten.add(name);
    const checkOpen = () => {
      if (this.#openWriter !== writer) throw new Error(`the writer of ${name} was ended by another one`);
    };
    const write = (chunk: Uint8Array) => {
      checkOpen();
      writer.write(chunk);
    };
    const end = () => {
      checkOpen();
      this.#openWriter = undefined;
      const result = writer.end();
      if (result.ok) this.#unwritten.delete(name);
      return result;
    };
    return ok({ write, end });
  }

  /** Runs 1..maxRows rows through the model; every row's result is independent of the others, bit for bit. */
  forward(rows: readonly Row[]): Result<void, KernelError> {
    this.#logitRows = 0;
    for (const name of this.#unwritten) return kernelFail("missing_tensor", `Tensor ${name} has not been written.`);
    const checked = checkRows(rows, this.plan);
    if (!checked.ok) return checked;
    writeRows(rows, this.plan, new Uint32Array(this.#buffer));
    writePanels(rows, this.plan, new Uint8Array(this.#buffer));
    const isFinite = this.#wasm.forward(rows.length) !== 0;
    if (!isFinite) return kernelFail("non_finite_logits", "The model's output is not finite: its weights overflow.");
    this.#logitRows = rows.filter((row) => row.wantLogits).length;
    return ok(undefined);
  }

  /** View of the logits (vocab) of the i-th row that wanted them; valid until the next `forward`. */
  logits(i: number): Float32Array {
    this.#checkLogitRow(i);
    const { vocab } = this.plan.hparams;
    return new Float32Array(this.#buffer, this.plan.regions.logits + i * paddedVocab(vocab) * 4, vocab);
  }

  /** Id of the highest logit; ties go to the lowest id. */
  argmax(i: number): number {
    this.#checkLogitRow(i);
    return this.#wasm.argmax(i);
  }

  /** Natural log of the softmax probability of `token`. */
  logProb(i: number, token: number): number {
    const [logProb = NaN] = this.logProbs(i, [token]);
    return logProb;
  }

  /** Natural logs of the softmax probabilities of several tokens, at little more than the cost of one. */
  logProbs(i: number, tokens: readonly number[]): number[] {
    const logits = this.logits(i);
    const unknown = tokens.find((token) => !Number.isInteger(token) || token < 0 || token >= logits.length);
    if (unknown !== undefined) throw new RangeError(`token ${unknown} is not in the vocabulary of ${logits.length}`);
    const highest = logits[this.#wasm.argmax(i)] ?? NaN;
    const logSumExp = this.#wasm.logSumExp(i);
    return tokens.map((token) => (logits[token] ?? NaN) - highest - logSumExp);
  }

  /** The `n` (0..20) most likely tokens with the natural logs of their probabilities: best first, ties by the lowest id. */
  topLogProbs(i: number, n: number): TokenLogProb[] {
    this.#checkLogitRow(i);
    if (!Number.isInteger(n) || n < 0 || n > MAX_TOP_LOG_PROBS) throw new RangeError(`${n} top tokens are not in 0..${MAX_TOP_LOG_PROBS}`);
    if (n === 0) return [];
    const count = Math.min(n, this.plan.hparams.vocab);
    const tokens = Array.from(new Uint32Array(this.#buffer, this.#wasm.rank(i, count), count));
    const logProbs = this.logProbs(i, tokens);
    return tokens.map((token, r) => ({ token, logProb: logProbs[r] ?? NaN }));
  }

  /** Draws a token; the same options and logits always give the same one. */
  sample(i: number, options: SampleOptions): Result<number, KernelError> {
    this.#checkLogitRow(i);
    const checked = checkSampling(options);
    if (!checked.ok) return checked;
    const { temperature, topK, topP, minP, random } = options;
    return ok(this.#wasm.sample(i, temperature, topK, topP, minP, random));
  }

  #checkLogitRow(i: number): void {
    if (!Number.isInteger(i) || i < 0 || i >= this.#logitRows) {
      throw new RangeError(`logits ${i} do not exist: the last step gave ${this.#logitRows}`);
    }
  }
}

/** Instantiates a build and proves its dots against integer arithmetic; undefined when the host computes them wrongly. */
function openExact(module: WasmModule, memory: WasmMemory): WasmExports | undefined {
  const wasm = instantiate(module, memory);
  wasm.init();
  return wasm.knownAnswerMismatches() === 0 ? wasm : undefined;
}

/** Memory for a plan: the spare one, emptied and grown if need be, or new memory of the exact size. */
function memoryFor({ wasmPages }: MemoryPlan, spare: ModelMemory | null): WasmMemory {
  if (spare === null) return new Memory({ initial: wasmPages, maximum: MAX_WASM_PAGES });
  const { memory } = spare;
  // Also for nothing: views that an earlier load may still hold end here.
  memory.grow(Math.max(0, wasmPages - memory.buffer.byteLength / WASM_PAGE_BYTES));
  new Uint8Array(memory.buffer).fill(0);
  return memory;
}

/** Provides the plan's memory and proves the dots before use. */
export function createKernel({ module, plainModule, plan, spare = null }: KernelOptions): Result<Kernel, KernelError> {
  let memory: WasmMemory;
  try {
    memory = memoryFor(plan, spare);
  } catch {
    return kernelFail("out_of_memory", `The host cannot give the model its ${plan.wasmPages} pages of 64 KiB.`);
  }
  writePlan(plan, memory.buffer);
  const relaxed = openExact(module, memory);
  if (relaxed !== undefined) return ok(new Kernel(plan, memory, relaxed, false));
  const plain = plainModule === undefined ? undefined : openExact(plainModule, memory);
  if (plain !== undefined) return ok(new Kernel(plan, memory, plain, true));
  return kernelFail("known_answer_mismatch", "This host computes the kernel's integer dots wrongly.");
}
