// Prints what a text costs on all-MiniLM-L6-v2 by its tokens, and the products a second that its matrices come to. On a shared
// machine only the best rounds mean something. Run with --wasm-enforce-bounds-checks: Workers have no trap handler, so each access
// is checked there. Arguments: builds to compare, by file name.
import { readFileSync } from "node:fs";
import { weightsPath } from "../../../scripts/weights.mjs";
import { openEncoder, type Encoder } from "../src/encoder/index.ts";
import { Module } from "../src/webassembly.ts";

const LENGTHS = [4, 8, 16, 32, 64, 128, 256];
const ROUNDS = 15;
const builds = process.argv.length > 2 ? process.argv.slice(2) : ["encoder.wasm"];

function open(build: string): Encoder {
  const file = readFileSync(weightsPath("minilm-l6-v2-int8.onnx"));
  const loader = openEncoder({
    module: new Module(readFileSync(new URL(`../build/${build}`, import.meta.url))),
    fileBytes: file.length,
    dimension: 384,
    maxTokens: Math.max(...LENGTHS),
    inputs: { input_ids: "tokens", attention_mask: "mask", token_type_ids: "types" },
    output: "last_hidden_state",
    pooling: "mean",
  });
  if (!loader.ok) throw new Error(loader.error.message);
  loader.value.write(file);
  const encoder = loader.value.end();
  if (!encoder.ok) throw new Error(encoder.error.message);
  return encoder.value;
}

const tasks = builds.flatMap((build) => {
  const encoder = open(build);
  const { layers, hidden, ffn } = encoder.config;
  return LENGTHS.map((tokens) => ({
    name: `${build}: ${tokens} tokens`,
    products: tokens * layers * (4 * hidden * hidden + 2 * hidden * ffn),
    run: () => encoder.embed(Int32Array.from({ length: tokens }, (_, i) => 2000 + 7 * i)),
    samples: [] as number[],
  }));
});
for (let round = 0; round < ROUNDS; round++) {
  for (const { run, samples } of tasks) {
    const start = performance.now();
    const vector = run();
    samples.push(performance.now() - start);
    if (!vector.ok) throw new Error(vector.error.message);
  }
}
for (const { name, products, samples } of tasks) {
  const [best = NaN, median = NaN] = [0, ROUNDS >> 1].map((i) => samples.toSorted((a, b) => a - b)[i]);
  const rate = `${(1000 / best).toFixed(0)} texts/s, ${(products / best / 1e6).toFixed(1)} GMAC/s`;
  console.log(`${name.padEnd(28)} median ${median.toFixed(2)} ms; best ${best.toFixed(2)} ms, ${rate}`);
}
