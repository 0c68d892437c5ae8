import type { Measurement } from "../../figures/rounds.ts";
import { DECODE, PREFILL, type Workload } from "../../figures/workload.ts";
import type { LlamaCpp } from "./llama-cpp.ts";

/** Milliseconds a token of native llama.cpp on one thread, for the same work. */
export function llamaCppMeasurements(peer: LlamaCpp, { text }: Workload): Measurement[] {
  const tokens = peer.tokenize(text, false);
  return [
    { name: "llama.cpp decode", measure: () => peer.decodeMs(tokens.slice(0, DECODE.promptTokens), DECODE.steps) },
    {
      name: "llama.cpp prefill",
      measure: async () => (await peer.prefillMs(tokens.slice(0, PREFILL.promptTokens))) / PREFILL.promptTokens,
    },
  ];
}
