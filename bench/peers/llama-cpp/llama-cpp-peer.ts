import { DECODE_STEPS, type Prompt } from "../../figures/workload.ts";
import type { Peer } from "../peer.ts";
import { loadLlamaCpp, type LlamaCpp } from "./llama-cpp.ts";

/** Native llama.cpp on one thread. */
export async function startLlamaCppPeer(modelPath: string): Promise<Peer> {
  const llamaCpp = await loadLlamaCpp(modelPath);
  return {
    version: llamaCpp.version,
    measurements: ({ decode, prefill }) => ({
      decode: [async () => ({ "llama.cpp decode": await llamaCpp.decodeMs(tokensOf(llamaCpp, decode), DECODE_STEPS) })],
      prefill: [async () => ({ "llama.cpp prefill": (await llamaCpp.prefillMs(tokensOf(llamaCpp, prefill))) / prefill.tokens })],
    }),
    dispose: () => llamaCpp.dispose(),
  };
}

function tokensOf(llamaCpp: LlamaCpp, { text, tokens }: Prompt): number[] {
  const found = llamaCpp.tokenize(text, false);
  if (found.length !== tokens) throw new Error(`llama.cpp reads the prompt of ${tokens} tokens as ${found.length}`);
  return found;
}
