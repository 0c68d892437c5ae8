// Prints what a step costs on weights of SmolLM2-135M's sizes, by rows and context, beside the streaming limit of the same
// run, and the ratios that matter. On a shared machine only the ratios, and the best rounds, mean something. Run with
// --wasm-enforce-bounds-checks: Workers have no trap handler, so each access is checked there. Arguments: builds to compare, by file name.
import type { Kernel, Row } from "../src/index.ts";
import { streamLimits } from "./stream-limit.ts";
import { SMOLLM2_135M, syntheticKernel } from "./synthetic-model.ts";

const SHORT = 50;
const LONG = 1000;
const STREAMS = 8;
const ROUNDS = 9;
const KERNEL_BYTES = 98_300_000; // Q4_1 layers and a Q8_0 head of these sizes
const LONG_TABLE = Array.from({ length: 16 }, (_, i) => STREAMS + i);
const builds = process.argv.length > 2 ? process.argv.slice(2) : ["kernel.wasm", "kernel-plain.wasm"];

interface Task {
  readonly name: string;
  readonly tokens: number;
  readonly run: () => void;
  readonly samples: number[];
}

function forward(kernel: Kernel, rows: readonly Row[]): void {
  const result = kernel.forward(rows);
  if (!result.ok) throw new Error(result.error.message);
}

/** `count` tokens of one sequence from `position` on. */
function sequenceRows(pageTable: readonly number[], position: number, count: number, wantLogits: boolean): Row[] {
  return Array.from({ length: count }, (_, i) => ({ token: 7 * i + position, position: position + i, pageTable, wantLogits }));
}

/** One token of each of `count` sequences. */
function streamRows(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({ token: 7 * i, position: SHORT, pageTable: [i], wantLogits: true }));
}

function fill(kernel: Kernel, pageTable: readonly number[], tokens: number): void {
  for (let at = 0; at < tokens; at += 16) forward(kernel, sequenceRows(pageTable, at, Math.min(16, tokens - at), false));
}

function tasksOf(build: string): Task[] {
  const kernel = syntheticKernel(build, SMOLLM2_135M, STREAMS + LONG_TABLE.length);
  for (let stream = 0; stream < STREAMS; stream++) fill(kernel, [stream], SHORT);
  fill(kernel, LONG_TABLE, LONG);
  const task = (name: string, rows: readonly Row[]): Task => ({
    name: `${build}: ${name}`,
    tokens: rows.length,
    run: () => forward(kernel, rows),
    samples: [],
  });
  return [
    ...Array.from({ length: STREAMS }, (_, i) => task(`${i + 1} of ${STREAMS} streams`, streamRows(i + 1))),
    task("no logits", sequenceRows([0], SHORT, 1, false)),
    task(`context ${LONG}`, sequenceRows(LONG_TABLE, LONG, 1, true)),
    task("prefill, 16 rows", sequenceRows(LONG_TABLE, 256, 16, false)),
  ];
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
}

/** A ratio of milliseconds a token, of medians and of the best rounds. */
function ratio(name: string, a: Task | undefined, b: Task | undefined): void {
  const of = (pick: (samples: readonly number[]) => number) => pick(a?.samples ?? []) / pick(b?.samples ?? []);
  console.log(`  ${name.padEnd(44)} ${of(median).toFixed(2)} (best rounds ${of((samples) => Math.min(...samples)).toFixed(2)})`);
}

const limits = await streamLimits(KERNEL_BYTES);
const limit: Task = { name: "reading the weights once", tokens: 1, run: limits.inOrder, samples: [] };
const strips: Task = { name: "reading them as four streams", tokens: 1, run: limits.inStrips, samples: [] };
const tasks = builds.map(tasksOf);
for (let round = 0; round < ROUNDS; round++) {
  for (const { tokens, run, samples } of [limit, strips, ...tasks.flat()]) {
    for (let i = 0; i < Math.max(2, 12 / tokens); i++) {
      const start = performance.now();
      run();
      samples.push((performance.now() - start) / tokens);
    }
  }
}
for (const { name, samples } of [limit, strips, ...tasks.flat()]) {
  const [ms, best] = [median(samples), Math.min(...samples)];
  console.log(`${name.padEnd(40)} median ${ms.toFixed(2)} ms/token, ${(1000 / ms).toFixed(0)} tok/s; best ${best.toFixed(2)} ms`);
}
ratio("four streams / in order", strips, limit);
for (const [i, build] of builds.entries()) {
  const of = (name: string) => tasks[i]?.find((task) => task.name.endsWith(name));
  console.log(build);
  ratio("decode time / reading the weights once", of("1 of 8 streams"), limit);
  ratio("aggregate decode, 8 streams / 1 stream", of("1 of 8 streams"), of("8 of 8 streams"));
  ratio(`decode at ${LONG} / at ${SHORT} tokens of context`, of("1 of 8 streams"), of(`context ${LONG}`));
  ratio("prefill / decode", of("1 of 8 streams"), of("prefill, 16 rows"));
}
