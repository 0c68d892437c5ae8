import { loadRuntime, type LoadOptions } from "../runtime/load-runtime.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { WrittenValue } from "./gguf-writer.ts";
import { tinyMetadata, tinyModel } from "./tiny-model.ts";
import { kernelModules } from "./weights.ts";

export const TINY_CONTEXT = 256;
const modules = kernelModules();

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Loads a file from memory, `chunkBytes` at a time. */
export function loadBytes(bytes: Uint8Array, options: Partial<LoadOptions> = {}, chunkBytes = 4096) {
  return loadRuntime({ modules, stream: chunks(bytes, chunkBytes), sizeBytes: bytes.length, contextLength: TINY_CONTEXT, ...options });
}

/** A small random model, loaded. */
export async function tinyRuntime(options: Partial<LoadOptions> = {}, change: Record<string, WrittenValue> = {}): Promise<Runtime> {
  const loaded = await loadBytes(tinyModel({ ...tinyMetadata(), ...change }).bytes, options);
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value;
}
