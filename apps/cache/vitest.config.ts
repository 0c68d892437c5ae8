import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: { bindings: { TEST_MIGRATIONS: await readD1Migrations(new URL("../../migrations", import.meta.url).pathname) } },
    })),
  ],
  test: { testTimeout: 60_000, include: ["src/**/*.test.ts", "test/**/*.test.ts"], setupFiles: ["./test/apply-migrations.ts"] },
});
