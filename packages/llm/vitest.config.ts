import { defineConfig } from "vitest/config";

/** Tests on the real weights compute for tens of seconds; a hang is caught all the same. */
const TEST_TIMEOUT_MS = 300_000;

export default defineConfig({ test: { testTimeout: TEST_TIMEOUT_MS } });
