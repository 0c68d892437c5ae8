import { defineConfig } from "vitest/config";

/** Properties over whole databases take seconds, and many times that beside other work. */
export default defineConfig({ test: { include: ["src/**/*.test.ts"], testTimeout: 120_000 } });
