import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const migrations = new URL("../../migrations", import.meta.url).pathname;

export default defineConfig({
  test: {
    projects: [
      { test: { name: "node", include: ["{src,test}/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./test-worker/wrangler.jsonc" },
            miniflare: { bindings: { TEST_MIGRATIONS: await readD1Migrations(migrations) } },
          })),
        ],
        test: { name: "workerd", include: ["test-worker/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
});
