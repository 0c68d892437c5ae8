import type { Measurement } from "../figures/rounds.ts";
import { DECODE_STEPS, type Prompt, type Workload } from "../figures/workload.ts";
import { readText } from "../peers/llama-cpp/references.ts";
import { tokenBytes } from "./token-bytes.ts";
import type { EdgeWorker } from "./edge-worker.ts";

const STREAM_PASSES = 20;
const STREAMS = 8;
/** Steps whose contexts are 50 and 1,000 tokens on average, after prompts that are half of them shorter. */
const CONTEXT_STEPS = 32;
const PREFIX_TOKENS = 400;

/** The contenders' prompts, cut by the model's own tokenizer. */
export async function cutWorkload(edge: EdgeWorker): Promise<Workload> {
  const text = readText("code-and-dialogue");
  const first = (tokens: number) => edge.cut({ text, from: 0, tokens });
  return { decode: await first(32), prefill: await first(512), shortPrefill: await first(128) };
}

/** What the bench Worker measures, inside workerd on its one thread. */
export async function edgeMeasurements(edge: EdgeWorker, workload: Workload, modelPath: string): Promise<Measurement[]> {
  const prefillMs = async (prompt: Prompt) => (await edge.generation({ prompt: prompt.text, steps: 0 })).firstTokenMs / prompt.tokens;
  const decodeMs = async (prompt: Prompt, steps: number) => (await edge.generation({ prompt: prompt.text, steps })).decodeMsPerToken;
  return [
    async () => ({ "edge decode": await decodeMs(workload.decode, DECODE_STEPS) }),
    streamingMeasurement(edge, tokenBytes(modelPath)),
    async () => ({ "edge prefill": await prefillMs(workload.prefill) }),
    async () => ({ "edge short prefill": await prefillMs(workload.shortPrefill) }),
    await contextMeasurement(edge, decodeMs),
    await togetherMeasurement(edge),
    await prefixMeasurement(edge),
  ];
}

function streamingMeasurement(edge: EdgeWorker, bytes: number): Measurement {
  return async () => {
    const { msPerPass } = await edge.streaming({ bytes, passes: STREAM_PASSES });
    return { "edge streaming": msPerPass, "edge streaming of 1 GB": (1e9 * msPerPass) / bytes };
  };
}

async function contextMeasurement(edge: EdgeWorker, decodeMs: (prompt: Prompt, steps: number) => Promise<number>): Promise<Measurement> {
  const text = ["code-and-dialogue", "narrative"].map(readText).join("\n");
  const [near, far] = [
    await edge.cut({ text, from: 0, tokens: 50 - CONTEXT_STEPS / 2 }),
    await edge.cut({ text, from: 0, tokens: 1000 - CONTEXT_STEPS / 2 }),
  ];
  return async () => ({
    "edge decode at 50": await decodeMs(near, CONTEXT_STEPS),
    "edge decode at 1000": await decodeMs(far, CONTEXT_STEPS),
  });
}

/** Streams of different texts, each as long as the one that is decoded alone. */
async function togetherMeasurement(edge: EdgeWorker): Promise<Measurement> {
  const text = readText("narrative");
  const prompts: Prompt[] = [];
  for (let i = 0; i < STREAMS; i++) prompts.push(await edge.cut({ text, from: 40 * i, tokens: 32 }));
  const streams = prompts.map((prompt) => ({ prompt: prompt.text, steps: DECODE_STEPS }));
  return async () => ({ "edge decode of 8 streams": (await edge.together({ streams })).msPerToken });
}

/** A prompt, then another one that starts with the same 400 tokens; no other round knows them. */
async function prefixMeasurement(edge: EdgeWorker): Promise<Measurement> {
  const prefix = await edge.cut({ text: readText("code-and-dialogue"), from: 0, tokens: PREFIX_TOKENS });
  const endings = [
    await edge.cut({ text: readText("narrative"), from: 0, tokens: 16 }),
    await edge.cut({ text: readText("technical"), from: 0, tokens: 16 }),
  ];
  const prompts = endings.map((ending) => `${prefix.text}\n\n${ending.text}`);
  let round = 0;
  return async () => {
    const prefixScope = `prefix ${round++}`;
    const [first, second] = [
      await edge.generation({ prompt: prompts[0]!, steps: 0, prefixScope }),
      await edge.generation({ prompt: prompts[1]!, steps: 0, prefixScope }),
    ];
    if (second.prefixTokens === 0) throw new Error("The second prompt reused nothing of the first");
    return { "edge first token": first.firstTokenMs, "edge first token after its prefix": second.firstTokenMs };
  };
}
