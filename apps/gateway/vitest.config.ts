import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { keyRecords, PEPPER } from "./test/keys.ts";

const bindings = { API_KEYS: JSON.stringify(await keyRecords()), KEY_PEPPER: PEPPER };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "pure", include: ["src/**/*.test.ts", "scripts/**/*.test.ts"] } },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./test/wrangler.jsonc" }, miniflare: { bindings } })],
        test: { name: "workerd", include: ["test/**/*.test.ts"], testTimeout: 60_000 },
      },
    ],
  },
});
