import { embeddingManifest } from "@steadytext/core";
// oxlint-disable-next-line no-restricted-imports -- what is measured is the Worker's own code
import { openRuntime } from "@steadytext/embedder/runtimes";
import { PublishedFile, type EmbeddingRuntime } from "@steadytext/embedding";
import type { EmbeddingTimes, EmbeddingWork } from "./embedding-work.ts";

/** One of each kind: the two are measured by turns. */
const runtimes = new Map<string, EmbeddingRuntime>();

/** The embedder's own runtimes without the service around them, driven by the bench runner. The path is the runtime's name. */
export default {
  async fetch(request: Request): Promise<Response> {
    const name = new URL(request.url).pathname.slice(1);
    try {
      return Response.json(request.method === "PUT" ? await load(name, request) : await embed(name, await request.json<EmbeddingWork>()));
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
} satisfies ExportedHandler;

/** Takes the body as the weights of the manifest in the header. */
async function load(name: string, { headers, body }: Request): Promise<object> {
  const manifest = embeddingManifest.parse(JSON.parse(headers.get("x-manifest") ?? ""));
  const bucket = { get: async () => ({ size: manifest.file.size, body }) } as unknown as Pick<R2Bucket, "get">;
  const file = await PublishedFile.open(bucket, manifest.file, () => true);
  const runtime = file.ok ? await openRuntime(file.value, manifest) : file;
  if (!runtime.ok) throw new Error(`The weights file ${runtime.error}`);
  runtimes.set(name, runtime.value);
  return {};
}

async function embed(name: string, { ids }: EmbeddingWork): Promise<EmbeddingTimes> {
  const runtime = runtimes.get(name);
  if (runtime === undefined) throw new Error(`No model is loaded for ${name}`);
  const startedAt = performance.now();
  for (const text of ids) await runtime.embed(text);
  return { msPerText: (performance.now() - startedAt) / ids.length };
}
