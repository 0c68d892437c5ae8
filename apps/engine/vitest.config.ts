import { readFile } from "node:fs/promises";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { weightsPath } from "../../scripts/weights.mjs";

export default defineConfig({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: {
        serviceBindings: {
          // Tests have no file system: they ask for the real weights.
          WEIGHTS: async () => new Response(await readFile(weightsPath("smollm2-135m-instruct-q4_1.gguf"))),
        },
      },
    }),
  ],
  test: { testTimeout: 120_000, hookTimeout: 120_000 },
});
