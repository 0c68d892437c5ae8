import { lt, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { retryTransient } from "../database/retry-transient.ts";
import { ledgerDeliveries, requestMetrics, requestMetricsDaily } from "../schema/ledger.ts";
import { DELIVERY_LIFETIME_MS } from "./deliveries.ts";
import { requestSums } from "./request-ledger.ts";

const DAY_MS = 86_400_000;
/** Request rows are kept apart for this long, then added up. */
const ROWS_LIFETIME_MS = 30 * DAY_MS;
/** What they were added up to is kept for this long. */
const DAILY_LIFETIME_MS = 400 * DAY_MS;
const ROUND_ROWS = 2_000;

/** A duration to two significant digits, so that few different ones are left. */
const coarse = sql`CASE WHEN duration_ms < 100 THEN duration_ms WHEN duration_ms < 1000 THEN duration_ms / 10 * 10
  WHEN duration_ms < 10000 THEN duration_ms / 100 * 100 WHEN duration_ms < 100000 THEN duration_ms / 1000 * 1000 ELSE duration_ms / 10000 * 10000 END`;

const added = Object.fromEntries(
  ["requests", "errors", "hits", "lookups"]
    .map((name) => [name, sql.raw(`${name} + excluded.${name}`)])
    .concat([
      ["promptTokens", sql`prompt_tokens + excluded.prompt_tokens`],
      ["completionTokens", sql`completion_tokens + excluded.completion_tokens`],
    ]),
);

/** Adds up requests older than 30 days and forgets what is older still, in bounded rounds until `mayGoOn` says no. Answers the rows added up. */
export async function cleanUpLedger(db: DrizzleD1Database, nowMs: number, mayGoOn: () => boolean): Promise<number> {
  await forgetOld(db, nowMs);
  const cutoffMs = Math.floor((nowMs - ROWS_LIFETIME_MS) / DAY_MS) * DAY_MS;
  for (let rolledUp = 0; ;) {
    if (!mayGoOn()) return rolledUp;
    const rows = await rollUpSome(db, cutoffMs);
    rolledUp += rows;
    if (rows < ROUND_ROWS) return rolledUp;
  }
}

/** One transaction: the rows that are added up are those that go. Not tried again in this run when it fails, since it may have been done. */
async function rollUpSome(db: DrizzleD1Database, cutoffMs: number): Promise<number> {
  const { atMs, endpoint, region } = requestMetrics;
  const oldest = sql`rowid IN (SELECT rowid FROM ${requestMetrics} WHERE ${atMs} < ${cutoffMs} ORDER BY ${atMs} LIMIT ${ROUND_ROWS})`;
  const day = sql`date(at_ms / 1000, 'unixepoch')`;
  const { requests, errors, hits, lookups, promptTokens, completionTokens } = requestSums;
  const sums = sql`
    SELECT ${day}, ${endpoint}, ${region}, ${coarse}, ${requests}, ${errors}, ${hits}, ${lookups}, ${promptTokens}, ${completionTokens}
    FROM ${requestMetrics} WHERE ${oldest} GROUP BY 1, 2, 3, 4`;
  const target = [requestMetricsDaily.day, requestMetricsDaily.endpoint, requestMetricsDaily.region, requestMetricsDaily.durationMs];
  const [, removed] = await db.batch([
    db.insert(requestMetricsDaily).select(sums).onConflictDoUpdate({ target, set: added }),
    db.delete(requestMetrics).where(oldest).returning({ atMs }),
  ]);
  return removed.length;
}

async function forgetOld(db: DrizzleD1Database, nowMs: number): Promise<void> {
  const oldestDay = new Date(nowMs - DAILY_LIFETIME_MS).toISOString().slice(0, 10);
  const old = db.delete(ledgerDeliveries).where(lt(ledgerDeliveries.atMs, nowMs - DELIVERY_LIFETIME_MS));
  const oldSums = db.delete(requestMetricsDaily).where(lt(requestMetricsDaily.day, oldestDay));
  await retryTransient(() => db.batch([old, oldSums]));
}
