import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { keyRecords, PEPPER } from "./test/keys.ts";

/** The same requests in each run of the tests; as many others as `npm run fuzz` asks for. */
const fuzzRuns = process.env["STEADYTEXT_FUZZ_RUNS"];
const fuzz = fuzzRuns === undefined ? { numRuns: 5000, seed: 7 } : { numRuns: Number(fuzzRuns) };
const bindings = { API_KEYS: JSON.stringify(await keyRecords()), KEY_PEPPER: PEPPER };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "pure", isolate: false, include: ["src/**/*.test.ts", "scripts/**/*.test.ts"] } },
      // Over HTTP, from outside of the runtime.
      { test: { name: "served", include: ["served/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./test/wrangler.jsonc" }, miniflare: { bindings } })],
        test: {
          name: "workerd",
          include: ["test/**/*.test.ts"],
          setupFiles: ["test/log-canary.ts"],
          testTimeout: 60_000,
          provide: { fuzz },
        },
      },
    ],
  },
});
