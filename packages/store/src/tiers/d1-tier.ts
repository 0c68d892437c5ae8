import type { D1Database } from "@cloudflare/workers-types";
import type { CacheScope } from "@steadytext/core";
import { and, asc, eq, getTableColumns, gt, inArray, lte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { CACHE_LIMITS } from "../entry/cache-limits.ts";
import { entryEnvelope, type StoredEntry } from "../entry/stored-entry.ts";
import { cacheEntries } from "../schema/cache-entries.ts";
import { chunkBySize } from "../database/chunk-by-size.ts";
import { chunk } from "../database/chunk.ts";
import { MAX_PARAMETERS } from "../database/limits.ts";
import { retryTransient } from "../database/retry-transient.ts";
import { fromBase64, toBase64 } from "../entry/base64.ts";
import type { ReadCount } from "../hits/read-counter.ts";
import type { EntryRef, RecordTier, TierAnswer } from "./tier.ts";

const { hitClass: _, ...columns } = getTableColumns(cacheEntries);
const ROWS_PER_INSERT = Math.floor(MAX_PARAMETERS / Object.keys(columns).length);
/** A lookup binds the scope and a byte budget beside its digests; a deletion the scope alone. */
const DIGESTS_PER_STATEMENT = MAX_PARAMETERS - 2;

/** Values that one page of a listing carries. */
const PAGE_BYTES = 4 * 1024 * 1024;

const table = cacheEntries;

/** What a later write of the same key replaces: everything but its read count. */
const replaced = {
  operation: sql`excluded.operation`,
  modelDigest: sql`excluded.model_digest`,
  engineDigest: sql`excluded.engine_digest`,
  byteSize: sql`excluded.byte_size`,
  checksum: sql`excluded.checksum`,
  value: sql`excluded.value`,
  createdAtMs: sql`excluded.created_at_ms`,
  expiresAtMs: sql`excluded.expires_at_ms`,
};

/** Entries in D1: the record that the other tiers are copies of. */
export class D1Tier implements RecordTier {
  readonly name = "d1";
  readonly #db;
  readonly #now: () => number;

  constructor(database: D1Database, now: () => number) {
    this.#db = drizzle(database);
    this.#now = now;
  }

  /** Stops at `CACHE_LIMITS.batchBytes` of values: digests past it are absent, since the isolate could not hold them. */
  async getMany(scope: CacheScope, digests: readonly string[]): Promise<ReadonlyMap<string, TierAnswer>> {
    const answers = new Map<string, TierAnswer>();
    let budget: number = CACHE_LIMITS.batchBytes;
    const asOfMs = this.#now();
    for (const wanted of chunk(digests, DIGESTS_PER_STATEMENT)) {
      for (const row of await retryTransient(async () => this.#select(scope, wanted, budget))) {
        answers.set(row.digest, unwrap(row, asOfMs));
        budget -= row.byteSize;
      }
    }
    return answers;
  }

  /** The next living entries of a scope by digest, those after `afterDigest`, as many as one answer carries; one at least while there is any. */
  async page(
    scope: CacheScope,
    afterDigest: string,
    nowMs: number,
  ): Promise<readonly { readonly digest: string; readonly answer: TierAnswer }[]> {
    const sizes = this.#db
      .select({ digest: table.digest, byteSize: table.byteSize })
      .from(table)
      .where(and(eq(table.scope, scope), gt(table.digest, afterDigest), gt(table.expiresAtMs, nowMs)))
      .orderBy(asc(table.digest))
      .limit(DIGESTS_PER_STATEMENT);
    const [page = []] = chunkBySize(await retryTransient(async () => sizes), ({ byteSize }) => byteSize, PAGE_BYTES);
    const answers = await this.getMany(
      scope,
      page.map(({ digest }) => digest),
    );
    return page.map(({ digest }) => ({ digest, answer: answers.get(digest) ?? "damaged" }));
  }

  /** One transaction: all entries are stored, or none. */
  async putMany(entries: readonly StoredEntry[]): Promise<void> {
    const [first, ...rest] = chunk(entries, ROWS_PER_INSERT).map((rows) => this.#upsert(rows));
    if (first !== undefined) await retryTransient(() => this.#db.batch([first, ...rest]));
  }

  async deleteMany(scope: CacheScope, digests: readonly string[]): Promise<void> {
    const remove = (some: readonly string[]) => this.#db.delete(table).where(and(eq(table.scope, scope), inArray(table.digest, [...some])));
    const [first, ...rest] = chunk(digests, DIGESTS_PER_STATEMENT).map(remove);
    if (first !== undefined) await retryTransient(() => this.#db.batch([first, ...rest]));
  }

  /** One statement with one parameter, however many entries were read. Not repeated when it fails: a read counted twice is worse than one lost. */
  async addHits(counts: readonly ReadCount<EntryRef>[]): Promise<void> {
    if (counts.length === 0) return;
    const rows = counts.map(({ subject, reads, lastAtMs }) => ({ ...subject, reads, lastAtMs }));
    await this.#db.run(sql`
      UPDATE ${table} SET hits = hits + read.added, accessed_at_ms = max(accessed_at_ms, read.last_at_ms)
      FROM (
        SELECT value->>'scope' AS scope, value->>'digest' AS digest, value->>'reads' AS added, value->>'lastAtMs' AS last_at_ms
        FROM json_each(${JSON.stringify(rows)})
      ) AS read
      WHERE ${table.scope} = read.scope AND ${table.digest} = read.digest`);
  }

  #select(scope: CacheScope, digests: readonly string[], budgetBytes: number) {
    const found = this.#db
      .select({ ...columns, runningBytes: sql<number>`sum(${table.byteSize}) over (order by ${table.digest})`.as("running_bytes") })
      .from(table)
      .where(and(eq(table.scope, scope), inArray(table.digest, [...digests])))
      .as("found");
    return this.#db.select().from(found).where(lte(found.runningBytes, budgetBytes));
  }

  #upsert(entries: readonly StoredEntry[]) {
    const rows = entries.map((entry) => ({
      ...entry,
      value: toBase64(entry.value),
      byteSize: entry.value.byteLength,
      accessedAtMs: entry.createdAtMs,
    }));
    return this.#db
      .insert(table)
      .values(rows)
      .onConflictDoUpdate({ target: [table.scope, table.digest], set: replaced });
  }
}

function unwrap(row: { value: string; hits: number }, asOfMs: number): TierAnswer {
  const envelope = entryEnvelope.safeParse(row);
  const value = fromBase64(row.value);
  return envelope.success && value !== null ? { ...envelope.data, value, asOfMs, hits: row.hits } : "damaged";
}
