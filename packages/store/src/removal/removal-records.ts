import type { D1Database } from "@cloudflare/workers-types";
import type { CachePurge, CacheScope } from "@steadytext/core";
import { sql, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { retryTransient } from "../database/retry-transient.ts";
import { cacheEntries as entries } from "../schema/cache-entries.ts";
import { cacheTotals } from "../schema/cache-bookkeeping.ts";

/** Rows that one statement removes. */
export const ROUND_ROWS = 500;

/** An entry that was removed. */
export interface RemovedEntry {
  readonly scope: CacheScope;
  readonly digest: string;
  readonly hits: number;
}

/** Which rows a purge is about, each form served by an index: digests by the primary key, scope by scope, since few have one in common. */
export function purged(what: CachePurge): SQL {
  if ("digest" in what) return sql`${entries.scope} IN (SELECT scope FROM ${cacheTotals}) AND ${entries.digest} = ${what.digest}`;
  if ("tenant" in what) return sql`${entries.scope} = ${`tenant:${what.tenant}`}`;
  return sql`${entries.modelDigest} = ${what.modelDigest}`;
}

/** The rows of some digests in one scope. */
export function named(scope: CacheScope, digests: readonly string[]): SQL {
  return sql`${entries.scope} = ${scope} AND ${entries.digest} IN (SELECT value FROM json_each(${JSON.stringify(digests)}))`;
}

/** Removes rows from the record, so many at a time. */
export class RemovalRecords {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  /** Removes up to `ROUND_ROWS` of the rows and answers which. */
  async removeSome(rows: SQL): Promise<readonly RemovedEntry[]> {
    const query = this.#db
      .delete(entries)
      .where(sql`rowid IN (SELECT rowid FROM ${entries} WHERE ${rows} LIMIT ${ROUND_ROWS})`)
      .returning({ scope: entries.scope, digest: entries.digest, hits: entries.hits });
    return (await retryTransient(async () => query)).map((row) => ({ ...row, scope: row.scope as CacheScope }));
  }
}
