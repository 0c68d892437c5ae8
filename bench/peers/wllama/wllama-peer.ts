import { DECODE_STEPS, type Prompt } from "../../figures/workload.ts";
import type { Peer } from "../peer.ts";
import { startWllama, type Completion, type RunningWllama } from "./wllama.ts";

/** llama.cpp as WebAssembly in headless Chromium, on one thread. */
export async function startWllamaPeer(modelPath: string): Promise<Peer> {
  const running = await startWllama(modelPath);
  return {
    version: running.version,
    measurements: ({ decode, shortPrefill }) => ({
      decode: [async () => ({ "wllama decode": (await complete(running, decode, DECODE_STEPS)).timings.predicted_ms / DECODE_STEPS })],
      "short prefill": [
        async () => ({ "wllama short prefill": (await complete(running, shortPrefill, 0)).timings.prompt_ms / shortPrefill.tokens }),
      ],
    }),
    dispose: running.close,
  };
}

/** Completes greedily with `steps` tokens after the first, nothing of an earlier prompt reused. */
async function complete({ wllama }: RunningWllama, { text, tokens }: Prompt, steps: number): Promise<Completion> {
  const options = { prompt: text, max_tokens: steps + 1, temperature: 0, ignore_eos: true, cache_prompt: false };
  const completion = await wllama.evaluate((loaded, given) => loaded.createCompletion(given), options);
  const { prompt_n, predicted_n } = completion.timings;
  if (prompt_n === tokens && predicted_n === steps + 1) return completion;
  throw new Error(`wllama read ${prompt_n} tokens and wrote ${predicted_n} instead of ${tokens} and ${steps + 1}`);
}
