// Prints decode and prefill speed on weights of SmolLM2-135M's sizes, and the streaming limit of the same run.
// Run with --wasm-enforce-bounds-checks: Workers have no trap handler, so each access is checked there.
import type { Kernel, Row } from "../src/index.ts";
import { SMOLLM2_135M, syntheticKernel } from "./synthetic-model.ts";

const CONTEXT = 256;
const pageTable = Array.from({ length: 16 }, (_, i) => i);

function median(samples: number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? NaN;
}

function milliseconds(run: () => void, repeats: number): number {
  const samples: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    run();
    samples.push(performance.now() - start);
  }
  return median(samples);
}

function step(kernel: Kernel, rows: Row[]): void {
  const result = kernel.forward(rows);
  if (!result.ok) throw new Error(result.error.message);
}

function rowsFrom(position: number, count: number, wantLogits: boolean): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    token: 7 * i,
    position: position + i,
    pageTable,
    wantLogits: wantLogits && i === count - 1,
  }));
}

/** Sums the weights once through plain SIMD loads: what a step cannot beat. */
function limit(kernel: Kernel): number {
  const exports = kernel as unknown as { streamWeights?: () => void };
  return exports.streamWeights === undefined ? NaN : milliseconds(() => exports.streamWeights?.(), 15);
}

for (const build of process.argv[2] === undefined ? ["kernel.wasm"] : process.argv.slice(2)) {
  const kernel = syntheticKernel(build, SMOLLM2_135M, 16);
  for (let p = 0; p < CONTEXT; p += 16) step(kernel, rowsFrom(p, 16, false));
  const decode = milliseconds(() => step(kernel, rowsFrom(CONTEXT, 1, true)), 41);
  const body = milliseconds(() => step(kernel, rowsFrom(CONTEXT, 1, false)), 41);
  const prefill = milliseconds(() => step(kernel, rowsFrom(CONTEXT, 16, false)), 15) / 16;
  console.log(build, {
    decode: decode.toFixed(2),
    tokPerS: (1000 / decode).toFixed(0),
    body: body.toFixed(2),
    prefill: prefill.toFixed(2),
    prefillTokPerS: (1000 / prefill).toFixed(0),
    limit: limit(kernel),
  });
  for (const n of [2, 3, 4, 5, 8])
    console.log(n, (milliseconds(() => step(kernel, rowsFrom(CONTEXT, n, false)), 9) / n).toFixed(2), "ms/row");
}
