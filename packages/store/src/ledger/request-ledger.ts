import type { EndpointAnalytics, LedgerDelivery, RequestMetric } from "@steadytext/core";
import { gte, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { chunk } from "../database/chunk.ts";
import { retryTransient } from "../database/retry-transient.ts";
import { requestMetrics, requestMetricsDaily } from "../schema/ledger.ts";
import { isNew, noteDelivery } from "./deliveries.ts";
import { percentile } from "./percentile.ts";

/** Rows in one JSON parameter, each of some 250 characters: a quarter of D1's limit of a string. */
const ROWS_PER_STATEMENT = 2_000;

/** What the requests of one endpoint, region and duration add up to. */
interface Sum {
  readonly endpoint: string;
  readonly region: string;
  readonly durationMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly hits: number;
  readonly lookups: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The sums over request rows, in SQL. A bypassed cache was not looked up. */
export const requestSums = {
  requests: sql<number>`count(*)`,
  errors: sql<number>`sum(status >= 500)`,
  hits: sql<number>`sum(cache IS 'HIT')`,
  lookups: sql<number>`coalesce(sum(cache IN ('HIT', 'MISS', 'COALESCED')), 0)`,
  promptTokens: sql<number>`sum(prompt_tokens)`,
  completionTokens: sql<number>`sum(completion_tokens)`,
};

/** Stores a delivery's requests, once: one transaction with the note of its number, so that it may be repeated. */
export async function addRequests(
  db: DrizzleD1Database,
  { source, sequence, rows }: LedgerDelivery<RequestMetric>,
  nowMs: number,
): Promise<void> {
  const delivery = { kind: "requests", source, sequence } as const;
  const inserts = chunk(rows, ROWS_PER_STATEMENT).map((some) =>
    db.insert(requestMetrics).select(sql`
      SELECT value->>'atMs', value->>'endpoint', value->>'region', value->>'status', CAST(round(value->>'durationMs') AS INTEGER), value->>'cache',
        value->>'promptTokens', value->>'completionTokens'
      FROM json_each(${JSON.stringify(some)}) WHERE ${isNew(delivery)}`),
  );
  const [first, ...rest] = [...inserts, noteDelivery(db, delivery, nowMs)];
  await retryTransient(() => db.batch([first!, ...rest]));
}

/** What requests since `sinceMs` came to, by endpoint and region; days that were added up count whole. */
export async function analyse(db: DrizzleD1Database, sinceMs: number): Promise<readonly EndpointAnalytics[]> {
  const { endpoint, region, durationMs } = requestMetrics;
  const recent = db
    .select({ endpoint, region, durationMs, ...requestSums })
    .from(requestMetrics)
    .where(gte(requestMetrics.atMs, sinceMs))
    .groupBy(endpoint, region, durationMs);
  const daily = db
    .select()
    .from(requestMetricsDaily)
    .where(gte(requestMetricsDaily.day, new Date(sinceMs).toISOString().slice(0, 10)));
  const [recentSums, dailySums] = await retryTransient(() => db.batch([recent, daily]));
  const groups = Map.groupBy<string, Sum>([...recentSums, ...dailySums], (sum) => `${sum.endpoint}\n${sum.region}`);
  return [...groups.values()].map(summarise).toSorted((a, b) => (a.endpoint + a.region < b.endpoint + b.region ? -1 : 1));
}

function summarise(sums: readonly Sum[]): EndpointAnalytics {
  const { endpoint, region } = sums[0]!;
  const total = (field: "requests" | "errors" | "hits" | "lookups" | "promptTokens" | "completionTokens") =>
    sums.reduce((sum, each) => sum + each[field], 0);
  const durations = sums.map(({ durationMs, requests }) => ({ value: durationMs, count: requests }));
  const lookups = total("lookups");
  return {
    endpoint,
    region,
    requests: total("requests"),
    errors: total("errors"),
    p50Ms: percentile(durations, 50),
    p95Ms: percentile(durations, 95),
    cacheRate: lookups === 0 ? null : total("hits") / lookups,
    promptTokens: total("promptTokens"),
    completionTokens: total("completionTokens"),
  };
}
