import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";

/** Rows that are counted once, however often they are delivered: a source numbers its deliveries, and a number is taken once in 30 days. */
export interface LedgerDelivery<Row> {
  /** Who delivers, e.g. a Durable Object's id: 1 to 128 printable ASCII characters. */
  readonly source: string;
  readonly sequence: number;
  readonly rows: readonly Row[];
}

/** What is billed and limited, apart. */
export type UsageOperation = "generate" | "embed" | "rerank" | "other";

/** What one key did on one day; in a delivery, what is added. */
export interface UsageRow {
  readonly keyId: string;
  readonly tenant: string;
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string;
  readonly model: string;
  readonly operation: UsageOperation;
  readonly requests: number;
  /** Of the requests, those answered from the cache. */
  readonly cachedRequests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Days are inclusive, 366 at most. */
export interface UsageQuery {
  readonly keyId?: string | undefined;
  readonly tenant?: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly cursor?: string | undefined;
}

/** One page of a listing; `cursor` asks for the next, and is null on the last. */
export interface LedgerPage<Row> {
  readonly rows: readonly Row[];
  readonly cursor: string | null;
}

/** A key as it is listed: a copy of what its guard holds, and never a secret. */
export interface KeyListing {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly environment: "live" | "test";
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** Grows with every change of the key: an older copy never replaces a newer one. */
  readonly version: number;
}

/** One answered request. */
export interface RequestMetric {
  readonly atMs: number;
  /** The path of the route, e.g. `/generate`; never a path as it was asked for. */
  readonly endpoint: string;
  readonly region: string;
  readonly status: number;
  readonly durationMs: number;
  /** Null for routes that have no cache. */
  readonly cache: "HIT" | "MISS" | "COALESCED" | "BYPASS" | null;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** One endpoint in one region, over the hours asked for. */
export interface EndpointAnalytics {
  readonly endpoint: string;
  readonly region: string;
  readonly requests: number;
  /** Answers with a status of 500 or more. */
  readonly errors: number;
  /** Nearest-rank percentiles; exact for the last 30 days, to two significant digits before. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Hits among the look-ups (hits, misses and coalesced requests); null where nothing was looked up. */
  readonly cacheRate: number | null;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Bounds of one call; beyond them `invalid_request`. */
export const LEDGER_LIMITS = {
  rowsPerDelivery: 5_000,
  pageRows: 500,
  usageDays: 366,
  analyticsHours: 366 * 24,
} as const;

/** What the cache Worker keeps of keys, usage and requests, for administration. Every write may be repeated. */
export interface LedgerService {
  recordUsage(delivery: LedgerDelivery<UsageRow>): Promise<Result<null, ServiceError>>;
  /** By day, key, model and operation. */
  usage(query: UsageQuery): Promise<Result<LedgerPage<UsageRow>, ServiceError>>;
  indexKey(key: KeyListing): Promise<Result<null, ServiceError>>;
  /** Newest first, revoked ones too. */
  listKeys(query: {
    readonly tenant?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit?: number | undefined;
  }): Promise<Result<LedgerPage<KeyListing>, ServiceError>>;
  recordRequests(delivery: LedgerDelivery<RequestMetric>): Promise<Result<null, ServiceError>>;
  /** By endpoint and region. */
  analytics(query: { readonly hours: number }): Promise<Result<readonly EndpointAnalytics[], ServiceError>>;
}
