import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createTestHarness } from "wrangler";

const ROOT = join(import.meta.dirname, "../..");
/** Of the keys that are minted here. */
export const PEPPER = "pepper of the benchmark";
const LIMITS = { open: 1_000_000, narrow: 1, noisy: 120 } as const;

/** Keys of the benchmark: one whose limits are out of reach, one that is over its limit from the second request on, and one of two a second. */
type KeyName = keyof typeof LIMITS;

/** The gateway and the cache as they are deployed, stand-ins behind them, and a Worker that says hello, in one workerd. */
export interface GatewayUnderLoad {
  readonly url: URL;
  readonly keys: Readonly<Record<KeyName, string>>;
  dispose(): Promise<void>;
}

export async function startGateway(): Promise<GatewayUnderLoad> {
  const minted = Object.entries(LIMITS).map(([name, limit]) => [name, mintKey(name, limit)] as const);
  const secrets = { KEY_PEPPER: PEPPER, API_KEYS: JSON.stringify(minted.map(([, { record }]) => record)) };
  const server = createTestHarness({
    root: ROOT,
    workers: [
      { configPath: "apps/gateway/wrangler.jsonc", secrets },
      { configPath: "apps/cache/wrangler.jsonc" },
      { configPath: "bench/gateway-workers/engine.jsonc" },
      { configPath: "bench/gateway-workers/embedder.jsonc" },
      { configPath: "bench/gateway-workers/hello.jsonc" },
    ],
  });
  const { url } = await server.listen();
  await server.getWorker("steadytext-cache").applyD1Migrations("DB");
  const keys = Object.fromEntries(minted.map(([name, { key }]) => [name, key])) as Record<KeyName, string>;
  return { url, keys, dispose: () => server.close() };
}

/** A key that may generate, and its record. */
export function mintKey(name: string, requestsPerMinute: number): { readonly key: string; readonly record: object } {
  const script = join(ROOT, "apps/gateway/scripts/mint-key.ts");
  const args = ["--env", "test", "--tenant", name, "--scopes", "generate", "--name", name];
  const output = execFileSync(process.execPath, [script, ...args], { encoding: "utf8", env: { ...process.env, KEY_PEPPER: PEPPER } });
  const { key, record } = JSON.parse(output) as { key: string; record: object };
  const limits = { requests_per_minute: requestsPerMinute, tokens_per_minute: 1_000_000_000, concurrent_requests: 10_000 };
  return { key, record: { ...record, limits } };
}
