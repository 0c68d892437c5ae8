import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Each file starts the four Workers with the real weights: one after another on a small machine.
    fileParallelism: false,
    // Else the development server records every call between Workers in a database.
    env: { X_LOCAL_OBSERVABILITY: "false" },
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
