import { readFileSync } from "node:fs";
import { join } from "node:path";
// oxlint-disable-next-line no-restricted-imports -- what is measured is the Worker's own code
import { prepareDefaultModel } from "@steadytext/embedder/publish";
import { createTestHarness } from "wrangler";
import { weightsPath } from "../../scripts/weights.mjs";
import type { EmbeddingTimes } from "../embedding-worker/src/embedding-work.ts";

const CONFIG = join(import.meta.dirname, "../embedding-worker/wrangler.jsonc");
const ANSWER_TIMEOUT_MS = 60_000;

type RuntimeName = "kernel-encoder" | "onnxruntime-web";

/** The embedding bench Worker in workerd, with the default model in both runtimes. */
export interface EmbeddingWorker {
  msPerText(runtime: RuntimeName, ids: readonly (readonly number[])[]): Promise<number>;
  dispose(): Promise<void>;
}

export async function startEmbeddingWorker(): Promise<EmbeddingWorker> {
  const server = createTestHarness({ workers: [{ configPath: CONFIG }] });
  await server.listen();
  async function ask<Answer>(method: "PUT" | "POST", runtime: RuntimeName, body: Uint8Array | string, headers = {}): Promise<Answer> {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await server.fetch(`/${runtime}`, { method, body, headers, signal } as never);
    if (!response.ok) throw new Error(`The embedding bench Worker could not answer: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
  const onnx = readFileSync(weightsPath("minilm-l6-v2-int8.onnx"));
  const tokenizer = readFileSync(weightsPath("minilm-l6-v2-tokenizer.json"));
  for (const runtime of ["kernel-encoder", "onnxruntime-web"] as const) {
    const { manifest, weights } = prepareDefaultModel(onnx, tokenizer, runtime);
    await ask("PUT", runtime, weights, { "x-manifest": JSON.stringify(manifest) });
  }
  return {
    msPerText: async (runtime, ids) => (await ask<EmbeddingTimes>("POST", runtime, JSON.stringify({ ids }))).msPerText,
    dispose: () => server.close(),
  };
}
