import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodePointer, modelFileKey, pointerCopyKey, type GenerationManifest } from "@steadytext/core";
import { createTestHarness, type TestHarnessOptions } from "wrangler";

const CLIENT = join(import.meta.dirname, "../client-worker/wrangler.jsonc");
const ENGINE = join(import.meta.dirname, "../../apps/engine/wrangler.jsonc");
const CONTEXT_LENGTH = 1024;

/** The engine's own Worker in a workerd of its own, and the client Worker that asks it. */
export interface RunningEngine {
  /** Asks the client Worker. */
  post<Answer>(path: string, body: object): Promise<Answer>;
  /** Asks a Worker that was started beside the engine; the whole answer. */
  askBeside(
    worker: string,
    path: string,
    init: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ): Promise<string>;
  dispose(): Promise<void>;
}

/** Starts the engine with the model in its R2, not loaded, and `beside` it other Workers. */
export async function startEngine(modelPath: string, beside: TestHarnessOptions["workers"] = []): Promise<RunningEngine> {
  const server = createTestHarness({ workers: [{ configPath: CLIENT }, { configPath: ENGINE }, ...beside] });
  await server.listen();
  const send = async (path: string, method: string, body: Uint8Array | string): Promise<string> =>
    wholeAnswer(path, await server.fetch(path, { method, body } as never));
  const { key, bytes, manifest } = modelOf(modelPath);
  await send(`/bucket/${key}`, "PUT", bytes);
  // The copies of the registry's pointers, without the registry.
  for (const name of [null, manifest.name]) {
    await send(`/pointers/${pointerCopyKey({ kind: "generate", name })}`, "PUT", encodePointer({ revision: 1, manifest }));
  }
  return {
    post: async <Answer>(path: string, body: object) => JSON.parse(await send(path, "POST", JSON.stringify(body))) as Answer,
    askBeside: async (worker, path, init) => wholeAnswer(path, await server.getWorker(worker).fetch(path, { method: "POST", ...init })),
    dispose: () => server.close(),
  };
}

/** Read to its end: an unread answer would fail when its connection is closed for being idle. */
async function wholeAnswer(path: string, response: { readonly ok: boolean; text(): Promise<string> }): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was not answered: ${text}`);
  return text;
}

function modelOf(path: string) {
  const bytes = readFileSync(path);
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
  return { key: modelFileKey(sha256), bytes, manifest };
}
