import type { Measurement } from "../figures/rounds.ts";
import { readText } from "../peers/llama-cpp/references.ts";
import type { EdgeWorker } from "./edge-worker.ts";

/** Steps whose contexts are 50 and 1,000 tokens on average, after prompts that are half of them shorter. */
const STEPS = 32;
/** Times that each is decoded, by turns. */
const TURNS = 2;

/** Decoding at short and at full context. The long prompt is read once a call and its pages reused, so that the two are close in time. */
export async function contextMeasurement(edge: EdgeWorker): Promise<Measurement> {
  const text = ["code-and-dialogue", "narrative"].map(readText).join("\n");
  const { text: near } = await edge.cut({ text, from: 0, tokens: 50 - STEPS / 2 });
  const { text: far } = await edge.cut({ text, from: 0, tokens: 1000 - STEPS / 2 });
  const decodeMs = async (prompt: string) => (await edge.generation({ prompt, steps: STEPS, prefixScope: "context" })).decodeMsPerToken;
  return async () => {
    await edge.generation({ prompt: far, steps: 0, prefixScope: "context" });
    let [nearMs, farMs] = [0, 0];
    for (let turn = 0; turn < TURNS; turn++) {
      farMs += (await decodeMs(far)) / TURNS;
      nearMs += (await decodeMs(near)) / TURNS;
    }
    return { "edge decode at 50": nearMs, "edge decode at 1000": farMs };
  };
}
