import type { Measurement, Measurements } from "../figures/rounds.ts";
import { DECODE_STEPS, type Prompt, type Workload } from "../figures/workload.ts";
import { readText } from "../peers/llama-cpp/references.ts";
import { constraintMeasurement } from "./constraint-measurement.ts";
import { contextMeasurement } from "./context-measurement.ts";
import { lookupMeasurements } from "./lookup-measurements.ts";
import { prefixMeasurement } from "./prefix-measurement.ts";
import { tokenBytes } from "./token-bytes.ts";
import type { EdgeWorker } from "./edge-worker.ts";

const STREAM_PASSES = 20;
const STREAMS = 8;

/** The contenders' prompts, cut by the model's own tokenizer. */
export async function cutWorkload(edge: EdgeWorker): Promise<Workload> {
  const text = readText("code-and-dialogue");
  const first = (tokens: number) => edge.cut({ text, from: 0, tokens });
  return { decode: await first(32), prefill: await first(512), shortPrefill: await first(128) };
}

/** What the bench Worker measures, inside workerd on its one thread. */
export async function edgeMeasurements(edge: EdgeWorker, workload: Workload, modelPath: string): Promise<Measurements> {
  return {
    decode: [decodeMeasurement(edge, workload), streamingMeasurement(edge, tokenBytes(modelPath)), await togetherMeasurement(edge)],
    prefill: [async () => ({ "edge prefill": await prefillMs(edge, workload.prefill) })],
    "short prefill": [async () => ({ "edge short prefill": await prefillMs(edge, workload.shortPrefill) })],
    context: [await contextMeasurement(edge)],
    prefix: [await prefixMeasurement(edge)],
    lookup: await lookupMeasurements(edge),
    constraints: [constraintMeasurement(edge)],
  };
}

/** Milliseconds a token of the prompt. */
async function prefillMs(edge: EdgeWorker, prompt: Prompt): Promise<number> {
  return (await edge.generation({ prompt: prompt.text, steps: 0 })).firstTokenMs / prompt.tokens;
}

function decodeMeasurement(edge: EdgeWorker, { decode }: Workload): Measurement {
  return async () => ({ "edge decode": (await edge.generation({ prompt: decode.text, steps: DECODE_STEPS })).decodeMsPerToken });
}

function streamingMeasurement(edge: EdgeWorker, bytes: number): Measurement {
  return async () => {
    const { msPerPass } = await edge.streaming({ bytes, passes: STREAM_PASSES });
    return { "edge streaming": msPerPass, "edge streaming of 1 GB": (1e9 * msPerPass) / bytes };
  };
}

/** Streams of different texts, each as long as the one that is decoded alone. */
async function togetherMeasurement(edge: EdgeWorker): Promise<Measurement> {
  const text = readText("narrative");
  const prompts: Prompt[] = [];
  for (let i = 0; i < STREAMS; i++) prompts.push(await edge.cut({ text, from: 40 * i, tokens: 32 }));
  const streams = prompts.map((prompt) => ({ prompt: prompt.text, steps: DECODE_STEPS }));
  return async () => ({ "edge decode of 8 streams": (await edge.together({ streams })).msPerToken });
}
