import type { CacheEntry, CacheScope, CacheService } from "@steadytext/core";

interface Env {
  /** The cache's entrypoint, as the gateway has it. */
  readonly CACHE: CacheService;
}

/** A short answer's size. */
const VALUE_BYTES = 500;
const IDENTITY = { operation: "generate", modelDigest: "0".repeat(64), engineDigest: "0".repeat(64) } as const;

/** Asks the cache over its binding: `PUT` and `POST /<scope>` write and read a list of digests, `GET /<scope>/<digest>` reads one; `GET /` says hello. */
export default {
  async fetch(request: Request, { CACHE }: Env): Promise<Response> {
    const [scope, digest] = new URL(request.url).pathname.slice(1).split("/") as [CacheScope | "", string | undefined];
    if (scope === "") return new Response("hello");
    if (digest === undefined) {
      const digests = await request.json<string[]>();
      const outcome = await (request.method === "PUT"
        ? CACHE.putMany(digests.map((each) => entry(scope, each)))
        : CACHE.getMany(scope, digests));
      return new Response(null, { status: outcome.ok ? 204 : 500 });
    }
    const found = await CACHE.get(scope, digest);
    if (!found.ok) return new Response(found.error.message, { status: 500 });
    return found.value === null ? new Response(null, { status: 404 }) : new Response(found.value as Uint8Array<ArrayBuffer>);
  },
} satisfies ExportedHandler<Env>;

function entry(scope: CacheScope, digest: string): CacheEntry {
  return { ...IDENTITY, scope, digest, value: new Uint8Array(VALUE_BYTES), ttlSeconds: 3600 };
}
