import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodePointer, modelFileKey, pointerCopyKey, type GenerationManifest } from "@steadytext/core";
import { createTestHarness, type TestHarness } from "wrangler";
import type { FirstToken } from "../client-worker/src/first-token.ts";
import type { Measurements } from "../figures/rounds.ts";

const CLIENT = join(import.meta.dirname, "../client-worker/wrangler.jsonc");
const ENGINE = join(import.meta.dirname, "../../apps/engine/wrangler.jsonc");
const CONTEXT_LENGTH = 1024;

interface ModelBucket {
  put(key: string, body: Uint8Array | string): Promise<unknown>;
}

/** Milliseconds from a request to its first token, in a workerd that has just started and has the model in R2 alone. */
export function coldStartMeasurements(modelPath: string, prompt: string): Measurements {
  return { start: [async () => ({ "engine cold first token": await coldFirstTokenMs(modelPath, prompt) })] };
}

async function coldFirstTokenMs(modelPath: string, prompt: string): Promise<number> {
  const server = createTestHarness({ workers: [{ configPath: CLIENT }, { configPath: ENGINE }] });
  try {
    await server.listen();
    await publish(server, readFileSync(modelPath));
    const response = await server.fetch("/", { method: "POST", body: JSON.stringify({ prompt }) });
    if (!response.ok) throw new Error(`The engine gave no first token: ${await response.text()}`);
    return ((await response.json()) as FirstToken).firstTokenMs;
  } finally {
    await server.close();
  }
}

async function publish(server: TestHarness, bytes: Uint8Array): Promise<void> {
  const { MODELS, POINTERS } = (await server.getWorker("steadytext-engine").getEnv()) as { MODELS: ModelBucket; POINTERS: ModelBucket };
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const manifest: GenerationManifest = {
    kind: "generate",
    name: "bench",
    version: "1",
    license: "unknown",
    created: 0,
    file: { sha256, size: bytes.byteLength },
    contextLength: CONTEXT_LENGTH,
  };
  await MODELS.put(modelFileKey(sha256), bytes);
  // The copies of the registry's pointers, without the registry.
  for (const name of [null, manifest.name]) {
    await POINTERS.put(pointerCopyKey({ kind: "generate", name }), encodePointer({ revision: 1, manifest }));
  }
}
