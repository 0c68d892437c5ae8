import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { repositoryRoot } from "../harness/repository-root.ts";
import { bundle } from "../isolate/built-worker.ts";

const COMPATIBILITY_DATE = "2026-10-12";
const BEHIND = readFileSync(join(import.meta.dirname, "behind.js"), "utf8");

/** Built gateway and cache over storage in a folder: what is left there is all that a new start knows. */
export interface RestartableGateway {
  /** Sends a request; rejects when the runtime is killed before it is answered. */
  send(path: string, init: RequestInit): Promise<Response>;
  /** Forgets what a key's object has in memory. */
  evictGuard(keyId: string): Promise<void>;
  /** Runs a statement on the ledger's database. */
  sql(statement: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends the runtime as a crash does, then starts it anew. */
  killAndRestart(): Promise<void>;
  /** Everything that the Workers and the runtime have said. */
  log(): string;
  close(): Promise<void>;
}

export async function startRestartableGateway(folder: string, secrets: Readonly<Record<string, string>>): Promise<RestartableGateway> {
  const options = workerOptions(folder, secrets);
  let said = "";
  const start = async () => {
    const before = new Set(workerdProcesses());
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        ...options,
        handleStructuredLogs: ({ message }) => void (said += `${message}\n`),
      }),
    );
    const url = await miniflare.ready;
    return { miniflare, url, processes: workerdProcesses().filter((id) => !before.has(id)) };
  };
  let running = await start();
  const database = () => running.miniflare.getD1Database("DB", "steadytext-cache");
  for (const statement of migrations()) await (await database()).prepare(statement).run();
  return {
    send: (path, init) => fetch(new URL(path, running.url), init),
    evictGuard: (name) => running.miniflare.unsafeEvictDurableObject("steadytext-gateway", "KeyGuard", { name }),
    sql: async (statement) => (await (await database()).prepare(statement).all()).results as Record<string, unknown>[],
    async killAndRestart() {
      for (const id of running.processes) process.kill(id, "SIGKILL");
      await running.miniflare.dispose().catch(() => undefined);
      running = await start();
    },
    log: () => said,
    close: () => running.miniflare.dispose(),
  };
}

function workerOptions(folder: string, secrets: Readonly<Record<string, string>>) {
  const shared = { compatibilityDate: COMPATIBILITY_DATE, compatibilityFlags: ["enable_request_signal"] };
  const behind = (entrypoint: string) => ({ name: "behind", entrypoint });
  const cache = (entrypoint: string) => ({ name: "steadytext-cache", entrypoint });
  return {
    resourcePersistencePath: folder,
    unsafeInspectDurableObjects: true,
    workers: [
      {
        ...shared,
        name: "steadytext-gateway",
        modules: bundle("gateway"),
        bindings: { ...secrets },
        durableObjects: { KEY_GUARD: { className: "KeyGuard", useSQLite: true as const } },
        ratelimits: { AUTH_FAILURES: { namespace_id: "1001", simple: { limit: 100, period: 10 as const } } },
        serviceBindings: {
          ENGINE: behind("GenerationEntrypoint"),
          REGISTRY: behind("ModelEntrypoint"),
          EMBEDDER: behind("EmbeddingEntrypoint"),
          CACHE: cache("CacheEntrypoint"),
          NAMESPACES: cache("NamespaceEntrypoint"),
          LEDGER: cache("LedgerEntrypoint"),
        },
      },
      { ...shared, name: "steadytext-cache", modules: bundle("cache"), d1Databases: { DB: "ledger" }, kvNamespaces: { KV: "copies" } },
      { ...shared, name: "behind", modules: true, script: BEHIND },
    ],
  };
}

/** Statements of all migrations, in order. */
function migrations(): readonly string[] {
  const folder = join(repositoryRoot, "migrations");
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  const texts = files.toSorted().map((name) => readFileSync(join(folder, name), "utf8"));
  return texts.flatMap((text) => text.split("--> statement-breakpoint")).map((statement) => statement.trim());
}

/** Ids of the runtime's processes that this one has started (as Linux lists them). */
function workerdProcesses(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => isOwnWorkerd(id));
}

function isOwnWorkerd(id: number): boolean {
  try {
    const [, name, , parent] = /^\d+ \((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${id}/stat`, "utf8")) ?? [];
    return name === "workerd" && Number(parent) === process.pid;
  } catch {
    return false;
  }
}
