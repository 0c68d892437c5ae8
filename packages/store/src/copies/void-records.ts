import type { D1Database } from "@cloudflare/workers-types";
import { gt, lt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { retryTransient } from "../database/retry-transient.ts";
import { cacheVoids } from "../schema/cache-bookkeeping.ts";
import { VOID_LIFETIME_MS } from "./copy-lifetime.ts";
import type { Void } from "./void-list.ts";

/** Voids beyond which they are taken together as one that covers everything: each isolate holds them all. */
const MAX_VOIDS = 1_000;

/** What was removed, as all isolates come to know it. */
export class VoidRecords {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async load(nowMs: number): Promise<readonly Void[]> {
    const query = this.#db
      .select()
      .from(cacheVoids)
      .where(gt(cacheVoids.atMs, nowMs - VOID_LIFETIME_MS));
    return retryTransient(async () => query);
  }

  async add(voids: readonly Void[]): Promise<void> {
    const latest = { atMs: sql`max(at_ms, excluded.at_ms)` };
    const target = [cacheVoids.kind, cacheVoids.target];
    const rows = sql`SELECT value->>'kind', value->>'target', value->>'atMs' FROM json_each(${JSON.stringify(voids)}) WHERE true`;
    const together = sql`SELECT 'all', '', max(at_ms) FROM ${cacheVoids} WHERE true HAVING count(*) > ${MAX_VOIDS}`;
    await retryTransient(() =>
      this.#db.batch([
        this.#db.insert(cacheVoids).select(rows).onConflictDoUpdate({ target, set: latest }),
        this.#db.insert(cacheVoids).select(together).onConflictDoUpdate({ target, set: latest }),
        this.#db.delete(cacheVoids).where(sql`kind <> 'all' AND at_ms <= (SELECT at_ms FROM ${cacheVoids} WHERE kind = 'all')`),
      ]),
    );
  }

  /** Forgets those that no copy can be older than. */
  async prune(nowMs: number): Promise<void> {
    const query = this.#db.delete(cacheVoids).where(lt(cacheVoids.atMs, nowMs - VOID_LIFETIME_MS));
    await retryTransient(async () => query);
  }
}
