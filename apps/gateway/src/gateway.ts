import type { CacheService, EmbeddingService, GenerationService, LedgerService, ModelService, NamespaceService } from "@steadytext/core";
import { FailureShield, type LocationCounter } from "./auth/failure-shield.ts";
import { KnownKeys } from "./auth/known-keys.ts";
import { ResultCache } from "./caching/result-cache.ts";
import type { Config } from "./config.ts";
import type { Shared } from "./context.ts";
import { KeyGuards, type GuardNamespace } from "./guard/key-guards.ts";
import { errorFamily } from "./http/error-family.ts";
import { ServerTiming } from "./http/server-timing.ts";
import { LimitReport } from "./limits/limit-report.ts";
import { endpointOf } from "./metrics/endpoint.ts";
import type { MetricBuffer } from "./metrics/metric-buffer.ts";
import type { Observation } from "./metrics/observation.ts";
import { RequestObserver } from "./metrics/request-observer.ts";
import { requestIdOf } from "./middleware/request-id.ts";
import { createRouter } from "./router.ts";
import { routes } from "./routes/index.ts";
import { callerRegion } from "./services/caller-region.ts";
import { Deadlines } from "./services/deadlines.ts";
import { HeldIdentities } from "./services/held-identity.ts";

/** What the gateway stands in front of. */
export interface Services {
  readonly engine: GenerationService;
  readonly embedder: EmbeddingService;
  readonly cache: CacheService;
  readonly namespaces: NamespaceService;
  readonly ledger: LedgerService;
  readonly registry: ModelService;
  readonly metrics: MetricBuffer;
  readonly guards: GuardNamespace;
  /** Null: failed authentications are counted by each isolate alone. */
  readonly authFailures: LocationCounter | null;
}

/** A gateway over its settings and the Workers behind it. */
export interface Gateway {
  fetch(request: Request, ctx: Pick<ExecutionContext, "waitUntil">): Promise<Response>;
}

export function createGateway(config: Config, services: Services): Gateway {
  const shared: Shared = {
    config,
    guards: new KeyGuards(services.guards),
    knownKeys: new KnownKeys(),
    failures: new FailureShield(services.authFailures),
    engine: services.engine,
    embedder: services.embedder,
    cache: new ResultCache(services.cache, () => services.metrics.count("cacheErrors")),
    cacheAdmin: services.cache,
    namespaces: services.namespaces,
    ledger: services.ledger,
    registry: services.registry,
    metrics: services.metrics,
    generationModels: new HeldIdentities(),
    embeddingModels: new HeldIdentities(),
  };
  const router = createRouter(routes, config);
  const paths: ReadonlySet<string> = new Set(routes.map(({ path }) => path));
  return {
    async fetch(request, ctx) {
      const requestId = requestIdOf(request.headers);
      const { pathname, origin } = new URL(request.url);
      const waitUntil = (work: Promise<void>): void => ctx.waitUntil(work);
      const region = callerRegion(request.cf);
      const record = (observation: Observation): void => ctx.waitUntil(services.metrics.record(observation));
      const observer = new RequestObserver({ region, record });
      const deadlines = new Deadlines();
      const own = {
        requestId,
        region,
        family: errorFamily(pathname),
        origin,
        timing: new ServerTiming(),
        limits: new LimitReport(),
        observer,
        within: deadlines.within,
        waitUntil,
      };
      const response = await router.fetch(request, { ...shared, ...own });
      deadlines.answered();
      observer.answered(endpointOf(request, paths), response);
      return response;
    },
  };
}
