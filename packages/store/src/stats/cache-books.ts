import type { D1Database } from "@cloudflare/workers-types";
import type { CacheScope, CacheStats, CacheTierName } from "@steadytext/core";
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { retryTransient } from "../database/retry-transient.ts";
import { cacheCounters, cacheTotals } from "../schema/cache-bookkeeping.ts";

/** What one scope holds of one operation. */
export interface CacheTotal {
  readonly scope: CacheScope;
  readonly operation: "generate" | "embed";
  readonly entries: number;
  readonly bytes: number;
}

const corruptName = (tier: CacheTierName) => `corrupt ${tier}`;

/** What the record says about itself without being read through: totals, kept by triggers, and counters. */
export class CacheBooks {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async totals(): Promise<readonly CacheTotal[]> {
    const rows = await retryTransient(async () => this.#db.select().from(cacheTotals));
    return rows.map((row) => ({ ...row, scope: row.scope as CacheScope }));
  }

  async dropEmptyTotals(): Promise<void> {
    const query = this.#db.delete(cacheTotals).where(eq(cacheTotals.entries, 0));
    await retryTransient(async () => query);
  }

  async operations(): Promise<CacheStats["operations"]> {
    const sum = (column: typeof cacheTotals.entries | typeof cacheTotals.bytes) => sql<number>`sum(${column})`;
    const query = this.#db
      .select({ operation: cacheTotals.operation, entries: sum(cacheTotals.entries), bytes: sum(cacheTotals.bytes) })
      .from(cacheTotals)
      .groupBy(cacheTotals.operation);
    const none = { entries: 0, bytes: 0 };
    const found = Object.fromEntries((await retryTransient(async () => query)).map(({ operation, ...sums }) => [operation, sums]));
    return { generate: none, embed: none, ...found };
  }

  /** Not repeated when it fails: the counter never tells of more than there was. */
  async countCorrupt(tier: CacheTierName, count: number): Promise<void> {
    await this.#db
      .insert(cacheCounters)
      .values({ name: corruptName(tier), value: count })
      .onConflictDoUpdate({ target: cacheCounters.name, set: { value: sql`value + excluded.value` } });
  }

  async corruptTotals(): Promise<CacheStats["corruptTotal"]> {
    const rows = await retryTransient(async () => this.#db.select().from(cacheCounters));
    const of = (tier: CacheTierName) => rows.find(({ name }) => name === corruptName(tier))?.value ?? 0;
    return { memory: of("memory"), kv: of("kv"), d1: of("d1") };
  }
}
