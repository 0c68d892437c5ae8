import type { Measurement } from "../figures/rounds.ts";
import { DECODE, PREFILL, TOKEN_BYTES, type Workload } from "../figures/workload.ts";
import type { EdgeWorker } from "./edge-worker.ts";

const STREAM_PASSES = 20;

/** Milliseconds a token, and a pass over the weights, inside workerd on its one thread. */
export function edgeMeasurements(edge: EdgeWorker, { text }: Workload): Measurement[] {
  return [
    {
      name: "edge decode",
      measure: async () => (await edge.generation({ text, promptTokens: DECODE.promptTokens, steps: DECODE.steps })).decodeMsPerToken,
    },
    {
      name: "edge streaming",
      measure: async () => (await edge.streaming({ bytes: TOKEN_BYTES, passes: STREAM_PASSES })).msPerPass,
    },
    {
      name: "edge prefill",
      measure: async () => {
        const times = await edge.generation({ text, promptTokens: PREFILL.promptTokens, steps: 0 });
        return times.firstTokenMs / times.promptTokens;
      },
    },
  ];
}
