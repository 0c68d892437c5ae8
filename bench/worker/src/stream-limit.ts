import streamSumModule from "../../build/stream-sum.wasm";
import type { StreamTimes, StreamWork } from "./measurement.ts";

const WASM_PAGE_BYTES = 65_536;

interface StreamSum {
  fill(bytes: number): void;
  streamSum(bytes: number): number;
}

let filled: { readonly bytes: number; readonly wasm: StreamSum } | undefined;

/** Time to read `bytes` of WebAssembly memory once, in order. */
export function timeStreaming({ bytes, passes }: StreamWork): StreamTimes {
  const { streamSum } = memoryOf(bytes);
  const start = performance.now();
  for (let i = 0; i < passes; i++) streamSum(bytes);
  return { msPerPass: (performance.now() - start) / passes };
}

function memoryOf(bytes: number): StreamSum {
  if (filled?.bytes === bytes) return filled.wasm;
  const pages = 1 + Math.ceil(bytes / WASM_PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const wasm = new WebAssembly.Instance(streamSumModule, { env: { memory } }).exports as unknown as StreamSum;
  wasm.fill(bytes);
  filled = { bytes, wasm };
  return wasm;
}
