import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Each file starts the four Workers with the real weights, and waits for them for much of its time: two at once on two cores.
    maxWorkers: 2,
    // Else the development server records every call between Workers in a database.
    env: { X_LOCAL_OBSERVABILITY: "false" },
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
