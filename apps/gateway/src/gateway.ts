import type { CacheService, EmbeddingService, GenerationService, NamespaceService } from "@steadytext/core";
import { configuredKeys } from "./auth/key-store.ts";
import { ResultCache } from "./caching/result-cache.ts";
import type { Config } from "./config.ts";
import type { Shared } from "./context.ts";
import { errorFamily } from "./http/error-family.ts";
import { ServerTiming } from "./http/server-timing.ts";
import { requestIdOf } from "./middleware/request-id.ts";
import { createRouter } from "./router.ts";
import { routes } from "./routes/index.ts";
import { HeldIdentities } from "./services/held-identity.ts";

/** The Workers behind the gateway. */
export interface Services {
  readonly engine: GenerationService;
  readonly embedder: EmbeddingService;
  readonly cache: CacheService;
  readonly namespaces: NamespaceService;
}

/** A gateway over its settings and the Workers behind it. */
export interface Gateway {
  fetch(request: Request, ctx: Pick<ExecutionContext, "waitUntil">): Promise<Response>;
}

export function createGateway(config: Config, services: Services): Gateway {
  const shared: Shared = {
    config,
    keys: configuredKeys(config.API_KEYS),
    engine: services.engine,
    embedder: services.embedder,
    cache: new ResultCache(services.cache),
    cacheAdmin: services.cache,
    namespaces: services.namespaces,
    generationModels: new HeldIdentities(),
    embeddingModels: new HeldIdentities(),
  };
  const router = createRouter(routes, config);
  return {
    fetch(request, ctx) {
      const requestId = requestIdOf(request.headers);
      const { pathname, origin } = new URL(request.url);
      const waitUntil = (work: Promise<void>): void => ctx.waitUntil(work);
      return router.fetch(request, { ...shared, requestId, family: errorFamily(pathname), origin, timing: new ServerTiming(), waitUntil });
    },
  };
}
