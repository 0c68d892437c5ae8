// Prints decode and prefill speed on weights of SmolLM2-135M's sizes, beside the streaming limit of the same run: on a
// shared machine only the ratios, and the best rounds, mean something. Run with --wasm-enforce-bounds-checks: Workers have no trap handler,
// so each access is checked there. Arguments: builds to compare, by file name.
import type { Kernel, Row } from "../src/index.ts";
import { streamLimit } from "./stream-limit.ts";
import { SMOLLM2_135M, syntheticKernel } from "./synthetic-model.ts";

const CONTEXT = 256;
const ROUNDS = 9;
const pageTable = Array.from({ length: 16 }, (_, i) => i);
const builds = process.argv.length > 2 ? process.argv.slice(2) : ["kernel.wasm", "kernel-plain.wasm"];

function median(samples: number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
}

function step(kernel: Kernel, position: number, count: number, wantLogits: boolean): void {
  const rows: Row[] = Array.from({ length: count }, (_, i) => ({
    token: 7 * i,
    position: position + i,
    pageTable,
    wantLogits: wantLogits && i === count - 1,
  }));
  const result = kernel.forward(rows);
  if (!result.ok) throw new Error(result.error.message);
}

interface Task {
  readonly name: string;
  readonly tokens: number;
  readonly run: () => void;
  readonly samples: number[];
}

function tasksOf(build: string): Task[] {
  const kernel = syntheticKernel(build, SMOLLM2_135M, pageTable.length);
  for (let position = 0; position < CONTEXT; position += 16) step(kernel, position, 16, true);
  const task = (name: string, tokens: number, wantLogits: boolean) => ({
    name: `${build}: ${name}`,
    tokens,
    run: () => step(kernel, CONTEXT, tokens, wantLogits),
    samples: [],
  });
  return [
    task("decode", 1, true),
    task("decode without head", 1, false),
    task("2 rows", 2, true),
    task("4 rows", 4, true),
    task("8 rows", 8, true),
    task("prefill, 16 rows", 16, false),
  ];
}

const kernelBytes = 98_300_000; // Q4_1 layers and a Q8_0 head of these sizes
const limit: Task = { name: "reading the weights once", tokens: 1, run: await streamLimit(kernelBytes), samples: [] };
const tasks = [limit, ...builds.flatMap(tasksOf)];
for (let round = 0; round < ROUNDS; round++) {
  for (const { tokens, run, samples } of tasks) {
    for (let i = 0; i < Math.max(2, 12 / tokens); i++) {
      const start = performance.now();
      run();
      samples.push((performance.now() - start) / tokens);
    }
  }
}
const [limitMs, limitBest] = [median(limit.samples), Math.min(...limit.samples)];
for (const { name, samples } of tasks) {
  const [ms, best] = [median(samples), Math.min(...samples)];
  const middle = `median ${ms.toFixed(2)} ms/token, ${(1000 / ms).toFixed(0)} tok/s, ${(ms / limitMs).toFixed(2)} x limit`;
  console.log(
    `${name.padEnd(40)} ${middle}; best ${best.toFixed(2)} ms, ${(1000 / best).toFixed(0)} tok/s, ${(best / limitBest).toFixed(2)} x`,
  );
}
