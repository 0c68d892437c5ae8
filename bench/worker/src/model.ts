import plain from "@steadytext/kernel/kernel-plain.wasm";
import relaxed from "@steadytext/kernel/kernel.wasm";
import { loadRuntime, type Runtime } from "@steadytext/llm";
import type { CutText, CutWork } from "./measurement.ts";

const CONTEXT_LENGTH = 1024;

let runtime: Runtime | undefined;

export async function load(stream: ReadableStream<Uint8Array>, sizeBytes: number): Promise<void> {
  const loaded = await loadRuntime({ modules: { relaxed, plain }, stream, sizeBytes, contextLength: CONTEXT_LENGTH });
  if (!loaded.ok) throw new Error(loaded.error.message);
  runtime = loaded.value;
}

export function model(): Runtime {
  if (runtime === undefined) throw new Error("No model is loaded");
  return runtime;
}

/** A part of a text that is read as `tokens` tokens: it starts and ends at whole characters. */
export function cut({ text, from, tokens }: CutWork): CutText {
  const all = tokensOf(text);
  const bytes = model().detokenize(all.slice(from, from + tokens));
  if (!bytes.ok) throw new Error(bytes.error.message);
  const part = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.value);
  const found = tokensOf(part).length;
  if (found !== tokens)
    throw new Error(`The ${tokens} tokens from token ${from} on are ${found} by themselves; the text has ${all.length}`);
  return { text: part };
}

function tokensOf(text: string): readonly number[] {
  const encoded = model().tokenize(text, { parseSpecial: false, addSpecial: false });
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value.tokens;
}
