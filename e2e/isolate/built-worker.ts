import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_readConfig } from "wrangler";
import type { LocalModel } from "../harness/models.ts";
import { repositoryRoot } from "../harness/repository-root.ts";
import { storedModel } from "./stored-model.ts";

/** Which Worker to start on its own, and how it is reached. */
export interface WorkerUnderTest {
  /** Folder below `apps`; the Worker is called `steadytext-<app>`. */
  readonly app: string;
  readonly entrypoint: string;
  readonly durableObjects?: Readonly<Record<string, { className: string; useSQLite: true }>>;
  readonly model: LocalModel;
}

const STORAGE = { r2Buckets: { MODELS: "steadytext-models" }, kvNamespaces: { POINTERS: "steadytext-models" } };

/** Calls the Worker as the gateway does: a JSON array of method and arguments in; the result as JSON out, or as a stream's own bytes. */
const CALLER = `
export default {
  async fetch(request, env) {
    const [method, ...args] = await request.json();
    const result = await env.WORKER[method](...args);
    return result.value instanceof ReadableStream ? new Response(result.value) : Response.json(result);
  },
};`;

const configOf = (app: string): string => join(repositoryRoot, "apps", app, "wrangler.jsonc");

/** The Worker as it is deployed: wrangler's production bundle. */
export function bundle(app: string) {
  const folder = mkdtempSync(join(tmpdir(), "steadytext-bundle-"));
  const wrangler = join(repositoryRoot, "node_modules/wrangler/bin/wrangler.js");
  execFileSync(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", folder, "-c", configOf(app)], {
    stdio: "pipe",
    env: { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" },
  });
  const wasm = readdirSync(folder).filter((file) => file.endsWith(".wasm"));
  return [
    { type: "ESModule" as const, path: "index.js", contents: readFileSync(join(folder, "index.js"), "utf8") },
    ...wasm.map((file) => ({ type: "CompiledWasm" as const, path: file, contents: readFileSync(join(folder, file)) })),
  ];
}

/** Starts the built Worker beside a caller, with the variables that it is deployed with, models in its bucket and an inspector on its isolate. */
export async function startBuiltWorker({ app, entrypoint, durableObjects, model }: WorkerUnderTest) {
  const name = `steadytext-${app}`;
  const { vars, compatibility_date } = unstable_readConfig({ config: configOf(app) });
  const bindings = vars as Record<string, string>;
  const shared = { compatibilityDate: compatibility_date ?? "", ...STORAGE };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      inspectorPort: 0,
      workers: [
        { ...shared, name: "caller", modules: true, script: CALLER, serviceBindings: { WORKER: { name, entrypoint } } },
        { ...shared, name, modules: bundle(app), bindings, ...(durableObjects === undefined ? {} : { durableObjects }) },
      ],
    }),
  );
  const bucket = await miniflare.getR2Bucket("MODELS", "caller");
  const pointers = await miniflare.getKVNamespace("POINTERS", "caller");
  const { objects, copies } = storedModel(model);
  for (const [key, body] of objects) await bucket.put(key, body);
  for (const [key, copy] of copies) await pointers.put(key, copy);
  const dispatch = (call: readonly unknown[]) => miniflare.dispatchFetch("http://caller/", { method: "POST", body: JSON.stringify(call) });
  return {
    /** Calls a method of the service. */
    async call<T>(...methodAndArguments: readonly unknown[]): Promise<T> {
      return (await (await dispatch(methodAndArguments)).json()) as T;
    },
    /** Calls a method that answers with a stream, and reads it to its end. */
    async callStream(...methodAndArguments: readonly unknown[]): Promise<string> {
      return (await dispatch(methodAndArguments)).text();
    },
    /** Calls a method that answers with a stream; its reader may leave. */
    async openStream(...methodAndArguments: readonly unknown[]): Promise<AsyncIterable<Uint8Array>> {
      const { body } = await dispatch(methodAndArguments);
      if (body === null) throw new Error("the answer has no body");
      return body as unknown as AsyncIterable<Uint8Array>;
    },
    async inspectorUrl(): Promise<URL> {
      return new URL(`/core:user:${name}`, await miniflare.getInspectorURL());
    },
    stop: () => miniflare.dispose(),
  };
}

export type BuiltWorker = Awaited<ReturnType<typeof startBuiltWorker>>;
