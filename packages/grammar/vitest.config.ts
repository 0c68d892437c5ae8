import { defineConfig } from "vitest/config";

/** Walks over a whole vocabulary take seconds on a busy machine; a hang is caught all the same. */
const TEST_TIMEOUT_MS = 120_000;

export default defineConfig({ test: { testTimeout: TEST_TIMEOUT_MS } });
