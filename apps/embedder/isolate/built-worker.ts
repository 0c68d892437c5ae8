import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { activeManifestKey, modelFileKey } from "@steadytext/core";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { PreparedModel } from "../publish/prepare-model.ts";

const NAME = "steadytext-embedder";

/** Calls the embedder as the gateway does; answers with what fits into JSON. */
const CALLER = `
export default {
  async fetch(request, env) {
    const [method, ...args] = await request.json();
    const result = await env.EMBEDDER[method](...args);
    return Response.json(result, { headers: { "content-type": "application/json" } });
  },
};`;

/** The Worker as it is deployed: wrangler's production bundle. */
function bundle() {
  const folder = mkdtempSync(join(tmpdir(), "embedder-"));
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const wrangler = at("../node_modules/wrangler/bin/wrangler.js");
  execFileSync(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", folder, "-c", at("../wrangler.jsonc")], {
    stdio: "pipe",
    env: { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" },
  });
  const wasm = readdirSync(folder).filter((file) => file.endsWith(".wasm"));
  return [
    { type: "ESModule" as const, path: "index.js", contents: readFileSync(join(folder, "index.js"), "utf8") },
    ...wasm.map((file) => ({ type: "CompiledWasm" as const, path: file, contents: readFileSync(join(folder, file)) })),
  ];
}

/** Starts the built Worker beside a caller, with a model in its bucket and an inspector. */
export async function startBuiltWorker({ manifest, weights, tokenizer }: PreparedModel) {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      inspectorPort: 0,
      workers: [
        {
          name: "caller",
          compatibilityDate: "2026-10-12",
          modules: true,
          script: CALLER,
          serviceBindings: { EMBEDDER: { name: NAME, entrypoint: "EmbeddingEntrypoint" } },
          r2Buckets: { MODELS: "steadytext-models" },
        },
        {
          name: NAME,
          compatibilityDate: "2026-10-12",
          modules: bundle(),
          bindings: { QUEUE_TEXTS: "128" },
          r2Buckets: { MODELS: "steadytext-models" },
        },
      ],
    }),
  );
  const bucket = await miniflare.getR2Bucket("MODELS", "caller");
  await bucket.put(modelFileKey(manifest.file.sha256), weights);
  await bucket.put(modelFileKey(manifest.tokenizer.sha256), tokenizer);
  await bucket.put(activeManifestKey("embed"), JSON.stringify(manifest));
  return {
    /** Calls a method of the service. */
    async call<T>(...methodAndArguments: readonly unknown[]): Promise<T> {
      const response = await miniflare.dispatchFetch("http://caller/", { method: "POST", body: JSON.stringify(methodAndArguments) });
      return (await response.json()) as T;
    },
    async inspectorUrl(): Promise<URL> {
      return new URL(`/core:user:${NAME}`, await miniflare.getInspectorURL());
    },
    stop: () => miniflare.dispose(),
  };
}
