import { env } from "onnxruntime-web/wasm";

let memory: WebAssembly.Memory | undefined;

/** Bytes of the runtime's WebAssembly memory; 0 before the first session. It grows and never shrinks. */
export function wasmMemoryBytes(): number {
  return memory?.buffer.byteLength ?? 0;
}

/**
 * Runs `work`, in which onnxruntime may start its WebAssembly. Workers forbid compiling WebAssembly at run time, so for that moment
 * `WebAssembly.instantiate` gives the module that was bundled in place of the marker that onnxruntime takes for the file's bytes.
 */
export async function withBundledWasm<T>(work: () => Promise<T>): Promise<T> {
  // Not part of the Worker's start: its 12 MB are compiled where they are needed.
  const { default: ortModule } = await import("onnxruntime-web/ort-wasm-simd-threaded.wasm");
  const marker = new ArrayBuffer(8);
  env.wasm.wasmBinary = marker;
  env.wasm.numThreads = 1;
  const original = WebAssembly.instantiate;
  const instantiate = async (source: unknown, imports: WebAssembly.Imports) => {
    const isMarker = source === marker || (ArrayBuffer.isView(source) && source.buffer === marker);
    if (!isMarker) return original(source as WebAssembly.Module, imports);
    memory = findMemory(imports);
    return { module: ortModule, instance: await original(ortModule, imports) };
  };
  WebAssembly.instantiate = instantiate as typeof original;
  try {
    return await work();
  } finally {
    WebAssembly.instantiate = original;
  }
}

function findMemory(imports: WebAssembly.Imports): WebAssembly.Memory | undefined {
  return Object.values(imports)
    .flatMap((namespace) => Object.values(namespace))
    .find((value) => value instanceof WebAssembly.Memory);
}
