import plain from "@steadytext/kernel/kernel-plain.wasm";
import relaxed from "@steadytext/kernel/kernel.wasm";
import { loadRuntime, type Runtime } from "@steadytext/llm";
import type { CutText, CutWork } from "./measurement.ts";

const CONTEXT_LENGTH = 1024;

/** One that proposes tokens ahead, and one that does not. */
const runtimes = new Map<boolean, Runtime>();

export async function load(stream: ReadableStream<Uint8Array>, sizeBytes: number, speculates: boolean): Promise<void> {
  const modules = { relaxed, plain };
  const loaded = await loadRuntime({ modules, stream, sizeBytes, contextLength: CONTEXT_LENGTH, speculates });
  if (!loaded.ok) throw new Error(loaded.error.message);
  runtimes.set(speculates, loaded.value);
}

export function model(speculates: boolean): Runtime {
  const runtime = runtimes.get(speculates);
  if (runtime === undefined) throw new Error("No model is loaded");
  return runtime;
}

/** A part of a text that is read as `tokens` tokens: it starts and ends at whole characters. */
export function cut({ text, from, tokens }: CutWork): CutText {
  const all = tokensOf(text);
  const bytes = model(false).detokenize(all.slice(from, from + tokens));
  if (!bytes.ok) throw new Error(bytes.error.message);
  const part = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.value);
  const found = tokensOf(part).length;
  if (found !== tokens)
    throw new Error(`The ${tokens} tokens from token ${from} on are ${found} by themselves; the text has ${all.length}`);
  return { text: part };
}

function tokensOf(text: string): readonly number[] {
  const encoded = model(false).tokenize(text, { parseSpecial: false, addSpecial: false });
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value.tokens;
}
