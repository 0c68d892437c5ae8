import type {
  CacheService,
  EmbeddingIdentity,
  EmbeddingService,
  GenerationIdentity,
  GenerationService,
  LedgerService,
  ModelService,
  NamespaceService,
  Region,
} from "@steadytext/core";
import type { FailureShield } from "./auth/failure-shield.ts";
import type { KnownKeys } from "./auth/known-keys.ts";
import type { ResultCache } from "./caching/result-cache.ts";
import type { Config } from "./config.ts";
import type { KeyGuards } from "./guard/key-guards.ts";
import type { ErrorContext } from "./http/error-family.ts";
import type { ServerTiming } from "./http/server-timing.ts";
import type { MetricBuffer } from "./metrics/metric-buffer.ts";
import type { RequestObserver } from "./metrics/request-observer.ts";
import type { LimitReport } from "./limits/limit-report.ts";
import type { HeldIdentities } from "./services/held-identity.ts";
import type { Within } from "./services/with-deadline.ts";

/** The part of the cache's service that operators use. */
export type CacheAdmin = Pick<CacheService, "purge" | "stats" | "exportEntries" | "importEntries">;

/** What all requests of an isolate share. */
export interface Shared {
  readonly config: Config;
  readonly guards: KeyGuards;
  readonly knownKeys: KnownKeys;
  readonly failures: FailureShield;
  readonly engine: GenerationService;
  readonly embedder: EmbeddingService;
  readonly cache: ResultCache;
  readonly cacheAdmin: CacheAdmin;
  readonly namespaces: NamespaceService;
  readonly ledger: LedgerService;
  readonly registry: ModelService;
  readonly metrics: MetricBuffer;
  readonly generationModels: HeldIdentities<GenerationIdentity>;
  readonly embeddingModels: HeldIdentities<EmbeddingIdentity>;
}

/** What a request is handled with. */
export interface RequestContext extends Shared, ErrorContext {
  /** Where the caller is, if that is known. */
  readonly region: Region | undefined;
  readonly timing: ServerTiming;
  readonly limits: LimitReport;
  readonly observer: RequestObserver;
  /** Waits for calls of this request. */
  readonly within: Within;
  /** Keeps work going after the answer; it must not reject. */
  waitUntil(work: Promise<void>): void;
}
