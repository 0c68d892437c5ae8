import { createTestHarness, type TestHarness } from "wrangler";
import { mintKey, type Caller } from "./keys.ts";
import type { BucketObject } from "./models.ts";
import { repositoryRoot } from "./repository-root.ts";

const WORKERS = ["gateway", "engine", "embedder", "cache"] as const;
const PEPPER = "pepper-of-the-end-to-end-tests-32";

interface ModelBucket {
  put(key: string, body: Uint8Array | string): Promise<unknown>;
}

/** The four Workers in one workerd, built and bound as their own configurations say. */
export interface Service {
  readonly harness: TestHarness;
  readonly apiKey: string;
  /** A key of another tenant. */
  readonly otherKey: string;
  /** Keys of the callers that a test asked for, in their order. */
  readonly keys: readonly string[];
  publish(objects: readonly BucketObject[]): Promise<void>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Forgets everything a replica object holds; its isolate lives on. */
  evictReplica(): Promise<void>;
  close(): Promise<void>;
}

export async function startService(objects: readonly BucketObject[], callers: readonly Caller[] = []): Promise<Service> {
  const scopes = ["generate", "embed", "rerank"];
  const all: readonly Caller[] = [{ tenant: "e2e", scopes }, { tenant: "other", scopes }, ...callers];
  const minted = all.map((caller) => mintKey(PEPPER, caller));
  const [apiKey, otherKey, ...keys] = minted.map(({ key }) => key) as [string, string, ...string[]];
  const secrets = { KEY_PEPPER: PEPPER, API_KEYS: JSON.stringify(minted.map(({ record }) => record)) };
  const harness = createTestHarness({
    root: repositoryRoot,
    workers: WORKERS.map((name) => ({ configPath: `apps/${name}/wrangler.jsonc`, ...(name === "gateway" ? { secrets } : {}) })),
  });
  await harness.listen();
  const engine = harness.getWorker("steadytext-engine");
  const service: Service = {
    harness,
    apiKey,
    otherKey,
    keys,
    async publish(more) {
      const { MODELS } = (await engine.getEnv()) as { MODELS: ModelBucket };
      for (const [key, body] of more) await putPatiently(MODELS, key, body);
    },
    post: (path, body, headers = {}) =>
      fetchFrom(harness, path, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": apiKey, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    get: (path, headers = {}) => fetchFrom(harness, path, { headers: { "x-api-key": apiKey, ...headers } }),
    evictReplica: () => engine.evictDurableObject("Replica", { name: "replica-0" }),
    close: () => harness.close(),
  };
  await harness.getWorker("steadytext-cache").applyD1Migrations("DB");
  await service.publish(objects);
  return service;
}

/** The harness keeps a connection to its bucket, which may have been closed while idle; a second try opens another. A put may be repeated. */
async function putPatiently(bucket: ModelBucket, key: string, body: Uint8Array | string): Promise<void> {
  try {
    await bucket.put(key, body);
  } catch {
    await bucket.put(key, body);
  }
}

async function fetchFrom(harness: TestHarness, path: string, init: RequestInit): Promise<Response> {
  return (await harness.fetch(path, init as never)) as unknown as Response;
}
