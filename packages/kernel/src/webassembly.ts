/** A compiled `WebAssembly.Module`; opaque, since neither Node's nor every platform's types declare the namespace. */
export type WasmModule = object;

/** The part of the JavaScript WebAssembly API the kernel needs; the same in Node, Workers and browsers. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
  readonly Instance: new (module: WasmModule, imports: { env: { memory: WasmMemory } }) => { readonly exports: object };
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB; buffers taken before are detached. */
  grow(pages: number): number;
}

export const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
