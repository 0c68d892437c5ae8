import { readFileSync } from "node:fs";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import type { EmbeddingManifest } from "@steadytext/core";
import { defineConfig } from "vitest/config";
import { weightsPath } from "../../scripts/weights.mjs";
import { prepareDefaultModel } from "./publish/default-model.ts";
import { nodeVectors } from "./test-node/node-vectors.ts";

/** The default model's files by runtime and name, and vectors as Node computes them. Tests in workerd ask for both. */
async function published(request: Request): Promise<Response> {
  const [, runtime, name] = new URL(request.url).pathname.split("/");
  const prepared = prepareDefaultModel(
    readFileSync(weightsPath("minilm-l6-v2-int8.onnx")),
    readFileSync(weightsPath("minilm-l6-v2-tokenizer.json")),
    runtime as EmbeddingManifest["runtime"],
  );
  if (name === "manifest") return Response.json(prepared.manifest);
  if (name === "vectors")
    return Response.json((await nodeVectors(prepared, (await request.json()) as string[])).map((vector) => [...vector]));
  return new Response((name === "weights" ? prepared.weights : prepared.tokenizer) as Uint8Array<ArrayBuffer>);
}

/** Stands in for the engine's registry, which is never to be asked as long as its copies in KV are sound. */
const registryStandIn = {
  name: "steadytext-engine",
  modules: [
    {
      type: "ESModule" as const,
      path: "index.js",
      contents: `import { WorkerEntrypoint } from "cloudflare:workers";
export class ModelEntrypoint extends WorkerEntrypoint {
  latest() {
    return { ok: false, error: { code: "unavailable", message: "No embedding model is active here", retryAfterSeconds: 5 } };
  }
}
export default {};`,
    },
  ],
  compatibilityDate: "2026-10-12",
};

export default defineConfig({
  test: {
    // Each file loads the model into an isolate of its own: side by side they only wait for each other.
    fileParallelism: false,
    projects: [
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.jsonc" },
            miniflare: { bindings: { QUEUE_TEXTS: "20" }, serviceBindings: { PUBLISHED: published }, workers: [registryStandIn] },
          }),
        ],
        test: { name: "workerd", include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: "node",
          include: ["src/**/*.test.ts", "publish/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
