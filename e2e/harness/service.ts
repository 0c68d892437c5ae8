import { join } from "node:path";
import { createTestHarness, experimental_readRawConfig as readRawConfig, type TestHarness, type Unstable_RawConfig } from "wrangler";
import { registryClient } from "../../scripts/setup/registry-client.mjs";
import { mintKey, type Caller } from "./keys.ts";
import type { LocalModel } from "./models.ts";
import { repositoryRoot } from "./repository-root.ts";

const WORKERS = ["gateway", "engine", "embedder", "cache"] as const;
const PEPPER = "pepper-of-the-end-to-end-tests-32";

/** The four Workers in one workerd, built and bound as their own configurations say. */
export interface Service {
  readonly harness: TestHarness;
  readonly apiKey: string;
  /** A key of another tenant. */
  readonly otherKey: string;
  /** Keys of the callers that a test asked for, in their order. */
  readonly keys: readonly string[];
  /** The key that publishes. */
  readonly adminKey: string;
  /** Publishes and activates models by the admin routes. */
  publish(models: readonly LocalModel[]): Promise<void>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Forgets everything a replica object holds, once it has nothing to do; its isolate lives on. */
  evictReplica(): Promise<void>;
  /** Ends a replica object in the middle of what it does. Only in a service that was started as resettable. */
  resetReplica(): Promise<void>;
  /** Ends the runtime and starts it anew over what it stored. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @param beside configurations of further Workers in the same workerd, whose stores are the service's where their names are */
export async function startService(
  models: readonly LocalModel[],
  callers: readonly Caller[] = [],
  { resettable = false, beside = [] }: { readonly resettable?: boolean; readonly beside?: readonly string[] } = {},
): Promise<Service> {
  const scopes = ["generate", "embed", "rerank"];
  const admin = { tenant: "e2e-admin", scopes: ["admin"] };
  const all: readonly Caller[] = [{ tenant: "e2e", scopes }, { tenant: "other", scopes }, admin, ...callers];
  const minted = all.map((caller) => mintKey(PEPPER, caller));
  const [apiKey, otherKey, adminKey, ...keys] = minted.map(({ key }) => key) as [string, string, string, ...string[]];
  const secrets = { KEY_PEPPER: PEPPER, API_KEYS: JSON.stringify(minted.map(({ record }) => record)) };
  const harness = createTestHarness({
    root: repositoryRoot,
    workers: [
      ...WORKERS.map((name) => {
        const configPath = `apps/${name}/wrangler.jsonc`;
        if (name === "engine" && resettable) return { config: resettableEngine(configPath) };
        return { configPath, ...(name === "gateway" ? { secrets } : {}) };
      }),
      ...beside.map((configPath) => ({ configPath })),
    ],
  });
  const { url } = await harness.listen();
  const engine = harness.getWorker("steadytext-engine");
  const service: Service = {
    harness,
    apiKey,
    otherKey,
    adminKey,
    keys,
    async publish(more) {
      const registry = registryClient(new URL(url).origin, adminKey);
      for (const model of more) await registry.publishAndActivate(model);
    },
    post: (path, body, headers = {}) =>
      fetchFrom(harness, path, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": apiKey, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    get: (path, headers = {}) => fetchFrom(harness, path, { headers: { "x-api-key": apiKey, ...headers } }),
    evictReplica: () => engine.evictDurableObject("Replica", { name: "auto-0" }),
    async resetReplica() {
      const { REPLICA } = await engine.getEnv();
      // The object ends before it can answer.
      await REPLICA.getByName("auto-0")
        .reset()
        .catch(() => undefined);
    },
    restart: () => harness.update((options) => options),
    close: () => harness.close(),
  };
  await harness.getWorker("steadytext-cache").applyD1Migrations("DB");
  await service.publish(models);
  return service;
}

function resettableEngine(configPath: string): Omit<Unstable_RawConfig, "env"> {
  const { rawConfig } = readRawConfig({ config: join(repositoryRoot, configPath) });
  return { ...rawConfig, main: join(repositoryRoot, "apps/engine/test/resettable-engine.ts") };
}

async function fetchFrom(harness: TestHarness, path: string, init: RequestInit): Promise<Response> {
  return (await harness.fetch(path, init as never)) as unknown as Response;
}
