// Usage: npm run bench -- [--peers] [--rounds N] [--model-file FILE]
import { parseArgs } from "node:util";
import { weightsPath } from "../scripts/weights.mjs";
import { edgeMeasurements } from "./edge/edge-measurements.ts";
import { startEdgeWorker } from "./edge/edge-worker.ts";
import { figures } from "./figures/figures.ts";
import { runRounds } from "./figures/rounds.ts";
import type { Workload } from "./figures/workload.ts";
import { results, writeResults } from "./figures/write-results.ts";
import { llamaCppMeasurements } from "./peers/llama-cpp/llama-cpp-measurements.ts";
import { loadLlamaCpp } from "./peers/llama-cpp/llama-cpp.ts";
import { readText } from "./peers/llama-cpp/references.ts";

const { values } = parseArgs({
  options: { peers: { type: "boolean", default: false }, rounds: { type: "string", default: "7" }, "model-file": { type: "string" } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Error("--rounds takes a whole number from 1 to 100");
const modelPath = values["model-file"] ?? weightsPath("smollm2-135m-instruct-q4_1.gguf");
const workload: Workload = { text: readText("code-and-dialogue") };

console.error(`measuring ${rounds} rounds${values.peers ? " with llama.cpp beside" : ""}`);
const edge = await startEdgeWorker(modelPath);
const llamaCpp = values.peers ? await loadLlamaCpp(modelPath) : undefined;
try {
  const measurements = [...edgeMeasurements(edge, workload), ...(llamaCpp ? llamaCppMeasurements(llamaCpp, workload) : [])];
  const taken = figures(await runRounds(measurements, rounds));
  const peers = llamaCpp ? { "llama.cpp": llamaCpp.version } : {};
  process.stdout.write(writeResults(results(new Date(), rounds, peers, taken)));
} finally {
  await llamaCpp?.dispose();
  await edge.dispose();
}
