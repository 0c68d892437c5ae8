import { ENCODER_ADDRESS } from "../../src/encoder/encoder-record.ts";
import { instantiateEncoder, type EncoderExports } from "../../src/encoder/encoder-wasm.ts";
import { Memory } from "../../src/webassembly.ts";
import { encoderModule } from "./open-file.ts";

/** The encoder's single operations, at plain addresses. */
interface OpExports extends EncoderExports {
  setInput(x: number, rows: number, inputs: number): void;
  linear(matrix: number, inputs: number, outputs: number, rows: number, out: number): void;
  attend(tokens: number): void;
  softmaxNumerators(scores: number, count: number, padded: number, scale: number): number;
  gelu(x: number, count: number): void;
  layerNorm(x: number, rows: number, count: number, epsilon: number, weight: number, bias: number): void;
}

/** Places of the kernel's `Encoder` fields, in words. */
const FIELD = { hidden: 1, heads: 2, queries: 16, keys: 17, values: 18, quantised: 20, rowScales: 21, sums: 22, headKeys: 23 } as const;
const MEMORY_PAGES = 128;

/** The encoder over a memory of its own, with room to place operands; what is not written is NaN. */
export class EncoderOps {
  readonly wasm: OpExports;
  readonly #buffer: ArrayBuffer;
  #next = 65_536;

  constructor() {
    const memory = new Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES });
    this.#buffer = memory.buffer;
    new Uint8Array(this.#buffer, 65_536).fill(0xff);
    this.wasm = instantiateEncoder<OpExports>(encoderModule, memory);
  }

  room(bytes: number): number {
    const address = this.#next;
    this.#next += Math.ceil(bytes / 64) * 64;
    if (this.#next > this.#buffer.byteLength) throw new Error("the test memory is full");
    return address;
  }

  put(values: Float32Array | Int8Array | Uint32Array): number {
    const address = this.room(values.byteLength);
    new Uint8Array(this.#buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), address);
    return address;
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#buffer, address, length);
  }

  #set(fields: Partial<Record<keyof typeof FIELD, number>>): void {
    const words = new Uint32Array(this.#buffer, ENCODER_ADDRESS);
    for (const [name, value] of Object.entries(fields)) words[FIELD[name as keyof typeof FIELD]] = value;
  }

  /** Rows of x (rows, inputs) W + bias; W (inputs, outputs) i8 with a scale an output. */
  linear(x: readonly Float32Array[], w: Int8Array, scales: Float32Array, bias: Float32Array): Float32Array[] {
    const [inputs, outputs] = [x[0]?.length ?? 0, scales.length];
    this.#set({ quantised: this.room(64 * inputs), rowScales: this.room(128), sums: this.room(128 * outputs) });
    const weights = this.put(w);
    this.wasm.repackMatrix(weights, inputs, outputs, this.room(128 * outputs));
    const matrix = this.put(Uint32Array.of(weights, this.put(scales), this.put(bias)));
    this.wasm.setInput(this.put(Float32Array.from(x.flatMap((row) => Array.from(row)))), x.length, inputs);
    const out = this.room(x.length * outputs * 4);
    this.wasm.linear(matrix, inputs, outputs, x.length, out);
    return x.map((_, r) => this.floats(out + r * outputs * 4, outputs));
  }

  /** (tokens, hidden) what all heads attended to. */
  attend(heads: number, queries: Float32Array, keys: Float32Array, values: Float32Array, hidden: number): Float32Array {
    const tokens = queries.length / hidden;
    const padded = Math.ceil(tokens / 32) * 32;
    const at = this.room((padded * hidden + 4 * hidden) * 4);
    this.floats(at, queries.length).set(queries);
    this.#set({ hidden, heads, queries: at, keys: this.put(keys), values: this.put(values), headKeys: this.room(padded * 512) });
    const rest = Uint32Array.of(this.room(padded * 512), this.room(padded * 16), this.room(16));
    new Uint32Array(this.#buffer, ENCODER_ADDRESS).set(rest, FIELD.headKeys + 1);
    this.wasm.attend(tokens);
    return this.floats(at, queries.length);
  }
}
