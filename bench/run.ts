// `npm run bench`, once everything is installed and built; its options are in scripts/setup/options.mjs.
import { basename } from "node:path";
import { parseBenchOptions } from "../scripts/setup/options.mjs";
import { weightsPath } from "../scripts/weights.mjs";
import { cacheMeasurements } from "./cache/cache-measurements.ts";
import { startCache } from "./cache/start-cache.ts";
import { coldStartMeasurements } from "./cold-start/cold-start.ts";
import { cutWorkload, edgeMeasurements } from "./edge/edge-measurements.ts";
import { startEdgeWorker } from "./edge/edge-worker.ts";
import { embeddingMeasurements } from "./embedding/embedding-measurements.ts";
import { startEmbeddingWorker } from "./embedding/embedding-worker.ts";
import { engineMeasurements } from "./engine/engine-measurements.ts";
import { startEngine } from "./engine/start-engine.ts";
import { figures } from "./figures/figures.ts";
import { runRounds } from "./figures/rounds.ts";
import { whereAndWhen, writeResults } from "./figures/write-results.ts";
import { gatewayMeasurements } from "./gateway/gateway-measurements.ts";
import { startGateway } from "./gateway/start-gateway.ts";
import { startPeers } from "./peers/peer.ts";
import { PEERS } from "./peers/peers.ts";
import { startService } from "./service/start-service.ts";

const { peers, rounds, modelFile } = parseBenchOptions(process.argv.slice(2));
const modelPath = modelFile ?? weightsPath("smollm2-135m-instruct-q4_1.gguf");

const edge = await startEdgeWorker(modelPath);
const engine = await startEngine(modelPath);
const gateway = await startGateway();
const cache = await startCache();
const embedding = await startEmbeddingWorker();
const service = await startService();
const { running, leftOut } = await startPeers(peers ? PEERS : [], modelPath);
try {
  const workload = await cutWorkload(edge);
  const contenders = [
    await edgeMeasurements(edge, workload, modelPath),
    embeddingMeasurements(embedding),
    service.measurements,
    await gatewayMeasurements(gateway),
    await cacheMeasurements(cache),
    await engineMeasurements(engine, edge),
    coldStartMeasurements(modelPath, workload.decode.text),
    ...[...running.values()].map((peer) => peer.measurements(workload)),
  ];
  const taken = await runRounds(contenders, rounds, (round) => console.error(round === 0 ? "warming up" : `round ${round} of ${rounds}`));
  const versions = Object.fromEntries([...running].map(([name, { version }]) => [name, version]));
  const results = { ...whereAndWhen(), model: basename(modelPath), rounds, peers: versions, leftOut, figures: figures(taken) };
  process.stdout.write(writeResults(results, peers ? "bench-with-peers" : "bench"));
} finally {
  for (const peer of running.values()) await peer.dispose();
  await service.dispose();
  await embedding.dispose();
  await cache.dispose();
  await gateway.dispose();
  await engine.dispose();
  await edge.dispose();
}
