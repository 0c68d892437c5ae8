import type { StreamsTimes } from "../client-worker/src/streams.ts";
import type { EdgeWorker } from "../edge/edge-worker.ts";
import type { Measurement, Measurements } from "../figures/rounds.ts";
import { msPerTokenTogether } from "../figures/together.ts";
import { DECODE_STEPS } from "../figures/workload.ts";
import { readText } from "../peers/llama-cpp/references.ts";
import type { RunningEngine } from "./start-engine.ts";

const STREAMS = 8;
const PROMPT_TOKENS = 32;

let scopes = 0;

/** The same streams from the scheduler in the bench Worker and over the engine's binding: entrypoint, replica and all. */
export async function engineMeasurements(engine: RunningEngine, edge: EdgeWorker): Promise<Measurements> {
  const text = readText("narrative");
  const prompts: string[] = [];
  for (let i = 0; i < STREAMS; i++) prompts.push((await edge.cut({ text, from: 40 * i, tokens: PROMPT_TOKENS })).text);
  return { engine: [await oneStream(engine, edge, prompts[0]!), await togetherStreams(engine, edge, prompts)] };
}

async function oneStream(engine: RunningEngine, edge: EdgeWorker, prompt: string): Promise<Measurement> {
  return async () => {
    const { decodeMsPerToken } = await edge.generation({ prompt, steps: DECODE_STEPS, speculates: true });
    const [times] = await tokenTimes(engine, [prompt]);
    return { "scheduler, one stream": decodeMsPerToken, "engine, one stream": (times!.at(-1)! - times![0]!) / (times!.length - 1) };
  };
}

async function togetherStreams(engine: RunningEngine, edge: EdgeWorker, prompts: readonly string[]): Promise<Measurement> {
  const streams = prompts.map((prompt) => ({ prompt, steps: DECODE_STEPS, speculates: true }));
  return async () => ({
    "scheduler, 8 streams": (await edge.together({ streams })).msPerToken,
    "engine, 8 streams": msPerTokenTogether(await tokenTimes(engine, prompts)),
  });
}

async function tokenTimes(engine: RunningEngine, prompts: readonly string[]): Promise<StreamsTimes["tokensAt"]> {
  const prefixScope = `scope ${scopes++}`;
  return (await engine.post<StreamsTimes>("/streams", { prompts, maxTokens: DECODE_STEPS + 1, prefixScope })).tokensAt;
}
