import { existsSync, readFileSync } from "node:fs";
import { ARENA_ADDRESS } from "../src/arena.ts";
import { instantiate, type WasmExports } from "../src/wasm-exports.ts";
import { Memory, Module, type WasmModule } from "../src/webassembly.ts";
import { formatOf, type FormatName } from "./random-tensor.ts";

export const BUILDS = ["kernel.wasm", "kernel-plain.wasm"] as const;
export type Build = (typeof BUILDS)[number];

/** The kernel's single operations, at plain addresses. */
interface OpExports extends WasmExports {
  quantiseRow(x: number, columns: number, records: number): void;
  matrixProduct(type: number, w: number, outputs: number, columns: number, records: number, rows: number, y: number, stride: number): void;
  dequantiseRow(type: number, w: number, rows: number, columns: number, index: number, out: number): void;
  rmsNorm(x: number, weight: number, count: number, epsilon: number, out: number): void;
  swiglu(gate: number, up: number, count: number): void;
  expShifted(x: number, count: number, shift: number, out: number): void;
  softmaxNumerators(scores: number, positions: number): number;
  rotationsAt(position: number, out: number): void;
  rotateHeads(x: number, heads: number, rotations: number): void;
  storeKeyValue(page: number, slot: number, key: number, value: number): void;
  attend(
    heads: number,
    query: number,
    pageTable: number,
    position: number,
    layer: number,
    kvHead: number,
    scores: number,
    out: number,
  ): void;
}

export function loadBytes(build: Build): Uint8Array {
  const file = new URL(`../build/${build}`, import.meta.url);
  if (!existsSync(file)) throw new Error(`${build} is missing: run "pnpm run build" in packages/kernel first`);
  return new Uint8Array(readFileSync(file));
}

export function loadModule(build: Build): WasmModule {
  return new Module(loadBytes(build));
}

const MEMORY_PAGES = 256;
const ROPE_BASE_WORD = 8;

/** One build over a memory of its own, with room to place operands. */
export class WasmOps {
  readonly wasm: OpExports;
  readonly buffer: ArrayBuffer;
  #next = 65_536;

  constructor(build: Build, ropeBase = 10_000) {
    const memory = new Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES });
    this.buffer = memory.buffer;
    this.floats(ARENA_ADDRESS, ROPE_BASE_WORD + 1)[ROPE_BASE_WORD] = ropeBase;
    this.wasm = instantiate<OpExports>(loadModule(build), memory);
    this.wasm.init();
  }

  room(bytes: number): number {
    const address = this.#next;
    this.#next += Math.ceil(bytes / 64) * 64;
    if (this.#next > this.buffer.byteLength) throw new Error("the test memory is full");
    return address;
  }

  put(values: Float32Array | Uint8Array | Uint32Array): number {
    const address = this.room(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.buffer).set(bytes, address);
    return address;
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.buffer, address, length);
  }

  /** Repacks a matrix of the file; returns its address. */
  putMatrix(type: FormatName, bytes: Uint8Array, rows: number, columns: number): number {
    const bytesPerRow = bytes.length / rows;
    const source = this.put(bytes);
    const target = this.room(Math.ceil(rows / 16) * 16 * bytesPerRow);
    for (let row = 0; row < rows; row += 16) {
      this.wasm.repackGroup(formatOf(type).id, source + row * bytesPerRow, target, rows, columns, row);
    }
    return target;
  }

  /** Y (rows, outputs) = X W^T */
  product(type: FormatName, w: number, outputs: number, x: readonly Float32Array[]): Float32Array[] {
    const columns = x[0]?.length ?? 0;
    const recordBytes = (columns / 32) * 48;
    const records = this.room(x.length * recordBytes);
    x.forEach((row, i) => this.wasm.quantiseRow(this.put(row), columns, records + i * recordBytes));
    const stride = Math.ceil(outputs / 16) * 64;
    const y = this.room(x.length * stride);
    this.wasm.matrixProduct(formatOf(type).id, w, outputs, columns, records, x.length, y, stride);
    return x.map((_, i) => this.floats(y + i * stride, outputs).slice());
  }
}
