import type { EffectiveGenerateRequest } from "@steadytext/core";
import plain from "@steadytext/kernel/kernel-plain.wasm";
import relaxed from "@steadytext/kernel/kernel.wasm";
import { loadRuntime, type GenerationHost, type Runtime } from "@steadytext/llm";
import type { GenerationTimes, GenerationWork } from "./measurement.ts";

const CONTEXT_LENGTH = 1024;

/** Nothing else runs while a figure is taken, so steps follow one another without a macrotask between. */
const UNDISTURBED: GenerationHost = {
  cancelled: () => false,
  now: () => 0,
  deadlineMs: 1,
  yieldTask: () => Promise.resolve(),
  pause: () => Promise.resolve(),
};

let runtime: Runtime | undefined;

export async function load(stream: ReadableStream<Uint8Array>, sizeBytes: number): Promise<void> {
  const loaded = await loadRuntime({ modules: { relaxed, plain }, stream, sizeBytes, contextLength: CONTEXT_LENGTH });
  if (!loaded.ok) throw new Error(loaded.error.message);
  runtime = loaded.value;
}

export async function timeGeneration({ text, promptTokens, steps }: GenerationWork): Promise<GenerationTimes> {
  if (runtime === undefined) throw new Error("No model is loaded");
  const request = greedyRequest(cutToTokens(runtime, text, promptTokens), steps + 1);
  const start = performance.now();
  let firstToken = start;
  for await (const event of runtime.generate(request, UNDISTURBED)) {
    if (event.type === "error") throw new Error(event.error.message);
    if (event.type === "token" && event.index === 0) firstToken = performance.now();
    if (event.type !== "done") continue;
    const { usage } = event.generation;
    if (usage.completionTokens !== steps + 1)
      throw new Error(`The generation ended after ${usage.completionTokens} of ${steps + 1} tokens`);
    const decodeMs = performance.now() - firstToken;
    return { promptTokens: usage.promptTokens, firstTokenMs: firstToken - start, decodeMsPerToken: decodeMs / steps };
  }
  throw new Error("The generation ended without a result");
}

/** The text of the first `count` tokens, to which nothing was cut in the middle of a character. */
function cutToTokens(model: Runtime, text: string, count: number): string {
  const encoded = model.tokenize(text, { parseSpecial: false, addSpecial: false });
  if (!encoded.ok) throw new Error(encoded.error.message);
  const bytes = model.detokenize(encoded.value.tokens.slice(0, count));
  if (!bytes.ok) throw new Error(bytes.error.message);
  return new TextDecoder().decode(bytes.value, { stream: true });
}

function greedyRequest(prompt: string, maxTokens: number): EffectiveGenerateRequest {
  return { prompt, system: null, raw: true, maxTokens, temperature: 0, seed: 0, topK: 0, topP: 1, minP: 0, stop: [] };
}
