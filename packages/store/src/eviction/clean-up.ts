import type { D1Database } from "@cloudflare/workers-types";
import { and, eq, sql } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { VoidRecords } from "../copies/void-records.ts";
import { retryTransient } from "../database/retry-transient.ts";
import type { CacheRules } from "../entry/cache-rules.ts";
import { cleanUpLedger } from "../ledger/ledger-clean-up.ts";
import { cacheEntries as entries } from "../schema/cache-entries.ts";
import type { CacheBooks, CacheTotal } from "../stats/cache-books.ts";
import { sheddingPlan } from "./shedding-plan.ts";
import { shedSurplus, type Shelf } from "./shelf.ts";

/** What a clean-up is made of. */
export interface CleanUpParts {
  readonly database: D1Database;
  readonly books: CacheBooks;
  readonly voidRecords: VoidRecords;
  readonly rules: CacheRules;
  readonly byteBudget: number;
  readonly now: () => number;
}

/** What a clean-up came to; an incomplete one is continued by the next. */
export interface CleanUpReport {
  readonly expired: number;
  readonly shed: number;
  /** Request rows that were added up. */
  readonly rolledUp: number;
  readonly complete: boolean;
}

/** Rows that one statement removes by lifetime. */
const ROUND_ROWS = 1_000;

/**
 * Removes what is past its lifetime, then what is past the rules and the byte budget, the least valuable first, in rounds that are each bounded, until `mayGoOn` says
 * no. Every round finds its rows by an index: the size of the table does not matter.
 */
export async function cleanUp(parts: CleanUpParts, mayGoOn: () => boolean): Promise<CleanUpReport> {
  const { database, books, voidRecords, rules, byteBudget, now } = parts;
  const db = drizzle(database);
  await voidRecords.prune(now());
  const expired = await removeExpired(db, now(), mayGoOn);
  let shed = 0;
  let complete = expired.complete;
  for (const { total, surplus } of sheddingPlan(await books.totals(), rules, byteBudget)) {
    const outcome = await shedSurplus(db, shelfOf(total), surplus, now, mayGoOn);
    shed += outcome.removed;
    complete &&= outcome.complete;
  }
  await books.dropEmptyTotals();
  const rolledUp = await cleanUpLedger(db, now(), mayGoOn);
  return { expired: expired.removed, shed, rolledUp, complete };
}

async function removeExpired(db: DrizzleD1Database, nowMs: number, mayGoOn: () => boolean) {
  const some = sql`SELECT rowid FROM ${entries} WHERE ${entries.expiresAtMs} <= ${nowMs} ORDER BY ${entries.expiresAtMs} LIMIT ${ROUND_ROWS}`;
  const round = db
    .delete(entries)
    .where(sql`rowid IN (${some})`)
    .returning({ digest: entries.digest });
  for (let removed = 0; ;) {
    if (!mayGoOn()) return { removed, complete: false };
    const rows = await retryTransient(async () => round);
    removed += rows.length;
    if (rows.length < ROUND_ROWS) return { removed, complete: true };
  }
}

/** The rows of one scope and operation, in the order of the index `cache_entries_worth`. */
export function shelfOf({ scope, operation }: Pick<CacheTotal, "scope" | "operation">): Shelf {
  return {
    table: entries,
    where: and(eq(entries.scope, scope), eq(entries.operation, operation))!,
    frequency: sql<number>`${entries.hits} + 1`,
    frequencyClass: entries.hitClass,
    accessedAtMs: entries.accessedAtMs,
    byteSize: entries.byteSize,
  };
}
