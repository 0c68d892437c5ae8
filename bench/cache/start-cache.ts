import { join } from "node:path";
import { createTestHarness } from "wrangler";

const ROOT = join(import.meta.dirname, "../..");

/** The cache as it is deployed, but with little memory, and a Worker that asks it over its binding, in one workerd. */
export interface CacheUnderLoad {
  readonly url: URL;
  dispose(): Promise<void>;
}

export async function startCache(): Promise<CacheUnderLoad> {
  const server = createTestHarness({
    root: ROOT,
    workers: [
      { configPath: "bench/cache-worker/wrangler.jsonc" },
      { configPath: "apps/cache/wrangler.jsonc", vars: { CACHE_MEMORY_MB: "1" } },
    ],
  });
  const { url } = await server.listen();
  await server.getWorker("steadytext-cache").applyD1Migrations("DB");
  return { url, dispose: () => server.close() };
}
