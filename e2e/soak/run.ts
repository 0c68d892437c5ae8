// Ten minutes of callers at 60 % of what the engine can do: memory, errors, pages. `node e2e/soak/run.ts [--minutes N]`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { GenerationIdentity, Result, ServiceError } from "@steadytext/core";
import { repositoryRoot } from "../harness/repository-root.ts";
import { startBuiltEngine } from "../isolate/built-engine.ts";
import { Inspector } from "../isolate/inspector.ts";
import { call, callRepeatedly, randomRequest, seededRandom, type Ends } from "./callers.ts";
import { lowest, memorySlope, type MemorySample } from "./memory-slope.ts";

const LOAD = 0.6;
/** As many as one pass over the weights takes. */
const CALLERS = 8;
const SAMPLE_MS = 1000;
/** What is free for the garbage collector is held until it runs: only the lowest of so long says what is needed. */
const WINDOW_MINUTES = 0.5;
/** Memory settles while every path is taken for the first times. */
const SETTLED_MINUTES = 2;
/** In less, where the collector happens to stand decides the slope. */
const LEAST_MINUTES = 8;
const MOST_MEGABYTES_A_MINUTE = 1;
/** 505 tokens and 512 more: as many as all pages hold, so that it begins only when none is lost. */
const LARGEST = { body: { prompt: "word ".repeat(505).trim(), max_tokens: 512 }, tenant: "soak", leavesAfter: 2 } as const;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const minutes = Number(values.minutes);
if (!(minutes >= LEAST_MINUTES)) throw new Error(`--minutes must be a number from ${LEAST_MINUTES} on, not ${values.minutes}`);

const words = readFileSync(join(repositoryRoot, "bench/fixtures/texts/narrative.txt"), "utf8").split(/\s+/);
const random = seededRandom(1);
const engine = await startBuiltEngine();
try {
  const described = await engine.call<Result<GenerationIdentity, ServiceError>>("describe", null);
  if (!described.ok) throw new Error(described.error.message);
  const ask = () => call(engine, described.value, randomRequest(random, words));
  await ask();
  const ends: Ends = new Map();
  const samples = lowest(await soak(ask, ends), WINDOW_MINUTES).filter(({ minute }) => minute >= SETTLED_MINUTES);
  const slope = memorySlope(samples);
  const last = await call(engine, described.value, LARGEST);
  const isFine = slope <= MOST_MEGABYTES_A_MINUTE && [...ends.keys(), last].every((end) => end === "done" || end === "left");
  console.log(`heap and buffers, lowest of each half minute: ${samples.map(({ megabytes }) => megabytes.toFixed(1)).join(" ")} MB`);
  console.log(`slope after minute ${SETTLED_MINUTES}: ${slope.toFixed(3)} MB a minute (at most ${MOST_MEGABYTES_A_MINUTE})`);
  console.log(`ends: ${[...ends].map(([end, count]) => `${count} ${end}`).join(", ")}`);
  console.log(`a generation that needs every page: ${last}`);
  process.exitCode = isFine ? 0 : 1;
} finally {
  await engine.stop();
}

async function soak(ask: () => Promise<string>, ends: Ends): Promise<MemorySample[]> {
  const inspector = await Inspector.open(await engine.inspectorUrl());
  const startedAt = performance.now();
  const samples: MemorySample[] = [];
  async function sample(): Promise<void> {
    const { usedSize, backingStorageSize } = await inspector.heapUsage();
    samples.push({ minute: (performance.now() - startedAt) / 60_000, megabytes: (usedSize + backingStorageSize) / 1e6 });
  }
  const sampling = setInterval(() => void sample(), SAMPLE_MS);
  const until = startedAt + 60_000 * minutes;
  await Promise.all(Array.from({ length: CALLERS }, () => callRepeatedly(ask, LOAD, until, ends)));
  clearInterval(sampling);
  inspector.close();
  return samples;
}
