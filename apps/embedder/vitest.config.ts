import { readFileSync } from "node:fs";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { weightsPath } from "../../scripts/weights.mjs";
import { prepareDefaultModel } from "./publish/default-model.ts";

/** The published files by name. Tests in workerd have no file system, so they ask for them. */
function published(request: Request): Response {
  const { manifest, weights, tokenizer } = prepareDefaultModel(
    readFileSync(weightsPath("minilm-l6-v2-int8.onnx")),
    readFileSync(weightsPath("minilm-l6-v2-tokenizer.json")),
  );
  const name = new URL(request.url).pathname.slice(1);
  if (name === "manifest") return Response.json(manifest);
  return new Response((name === "weights" ? weights : tokenizer) as Uint8Array<ArrayBuffer>);
}

export default defineConfig({
  test: {
    // Each file loads the model into an isolate of its own: side by side they only wait for each other.
    fileParallelism: false,
    projects: [
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.jsonc" },
            miniflare: { bindings: { QUEUE_TEXTS: "20" }, serviceBindings: { PUBLISHED: published } },
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
