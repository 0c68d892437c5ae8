import {
  systemClock,
  type CacheService,
  type EmbeddingService,
  type GenerationService,
  type LedgerService,
  type ModelService,
  type NamespaceService,
} from "@steadytext/core";
import { env } from "cloudflare:workers";
import { parseConfig } from "./config.ts";
import { createGateway } from "./gateway.ts";
import type { GuardNamespace } from "./guard/key-guards.ts";
import { meterOf } from "./metrics/meter-service.ts";
import { MetricBuffer, REPORT_INTERVAL_MS } from "./metrics/metric-buffer.ts";

// Bindings carry no types of the other Workers' methods: each of those Workers says `implements` of the same interface.
const gateway = createGateway(parseConfig(env), {
  engine: env.ENGINE as unknown as GenerationService,
  embedder: env.EMBEDDER as unknown as EmbeddingService,
  cache: env.CACHE as unknown as CacheService,
  namespaces: env.NAMESPACES as unknown as NamespaceService,
  ledger: env.LEDGER as unknown as LedgerService,
  registry: env.REGISTRY as unknown as ModelService,
  metrics: new MetricBuffer({ meter: () => meterOf(env.METER), clock: systemClock, intervalMs: REPORT_INTERVAL_MS }),
  guards: env.KEY_GUARD as unknown as GuardNamespace,
  authFailures: env.AUTH_FAILURES,
});

/** The Worker: settings are parsed when it starts, so that a bad one stops it there. */
export const worker: ExportedHandler<Env> = { fetch: (request, _env, ctx) => gateway.fetch(request, ctx) };
