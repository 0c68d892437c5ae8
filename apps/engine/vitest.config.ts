import { readFile } from "node:fs/promises";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { weightsPath } from "../../scripts/weights.mjs";
import { prepareDefaultModel } from "../embedder/publish/default-model.ts";

const read = (name: Parameters<typeof weightsPath>[0]) => readFile(weightsPath(name));

/** The default models' weights; "prepared" are those of embeddings, as the publishing tool makes them for onnxruntime-web. */
const WEIGHTS: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  "/smollm2-135m-instruct-q4_1.gguf": () => read("smollm2-135m-instruct-q4_1.gguf"),
  "/raw.onnx": () => read("minilm-l6-v2-int8.onnx"),
  "/prepared.onnx": async () => {
    const [onnx, tokenizer] = await Promise.all([read("minilm-l6-v2-int8.onnx"), read("minilm-l6-v2-tokenizer.json")]);
    return prepareDefaultModel(onnx, tokenizer, "onnxruntime-web").weights;
  },
};

export default defineConfig({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: {
        serviceBindings: {
          // Tests have no file system: they ask for the real weights.
          WEIGHTS: async (request: Request) => new Response((await WEIGHTS[new URL(request.url).pathname]!()) as Uint8Array<ArrayBuffer>),
        },
      },
    }),
  ],
  test: { testTimeout: 120_000, hookTimeout: 120_000 },
});
