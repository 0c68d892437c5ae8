import { defineConfig } from "vitest/config";

// The property tests run whole models many times; on a busy machine that takes longer than the default five seconds.
export default defineConfig({ test: { testTimeout: 120_000 } });
