import type { D1Database } from "@cloudflare/workers-types";
import { NAMESPACE_LIMITS as LIMITS } from "@steadytext/core";
import { and, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { chunk } from "../database/chunk.ts";
import { chunkBySize } from "../database/chunk-by-size.ts";
import { JSON_PARAMETER_CHARS } from "../database/limits.ts";
import { retryTransient } from "../database/retry-transient.ts";
import { shedSurplus } from "../eviction/shelf.ts";
import { namespaceEntries as entries, namespaces } from "../schema/namespaces.ts";

/** A namespace as its rows name it. */
export interface NamespaceRef {
  /** Digest of (tenant, name). */
  readonly namespace: string;
  readonly tenant: string;
  readonly name: string;
}

/** What a namespace's own row says; kept by triggers. */
export interface NamespaceTotals {
  readonly entries: number;
  readonly bytes: number;
  readonly maxSizeBytes: number;
}

/** A value on its way into a namespace. */
export interface NewItem {
  readonly keyDigest: string;
  readonly value: string;
}

/** Reads of one entry that its row does not tell of yet. */
export interface EntryReads {
  readonly namespace: string;
  readonly keyDigest: string;
  readonly reads: number;
  readonly lastAtMs: number;
}

/** Digests in one JSON parameter: well below D1's limit of a string. */
const DIGESTS_PER_STATEMENT = 5_000;
/** Rows that a namespace loses at a time when it is cleared. */
const CLEAR_ROWS = 1_000;
/** Rows of an item that fit into one JSON parameter: its value is base64, which JSON leaves as it is. */
const ROOM_OF_AN_ITEM = 128;

/** Namespaces in D1. Failures throw; what may be repeated is. */
export class NamespaceRecords {
  readonly #db;
  readonly #now: () => number;

  constructor(database: D1Database, now: () => number) {
    this.#db = drizzle(database);
    this.#now = now;
  }

  /** Sets a namespace's size, and makes it where it is new. Null where the tenant may have no more. */
  async init(ref: NamespaceRef, maxSizeBytes: number): Promise<NamespaceTotals | null> {
    const resize = this.#db.update(namespaces).set({ maxSizeBytes }).where(eq(namespaces.namespace, ref.namespace));
    const answers = await retryTransient(() => this.#db.batch([this.#create(ref, maxSizeBytes), resize, this.#totals(ref.namespace)]));
    return answers[2][0] ?? null;
  }

  /** Byte sizes of the entries there are, by key digest. */
  async sizes(namespace: string, keyDigests: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const some of chunk(keyDigests, DIGESTS_PER_STATEMENT)) {
      const query = this.#db
        .select({ keyDigest: entries.keyDigest, byteSize: entries.byteSize })
        .from(entries)
        .where(oneOf(namespace, some));
      for (const { keyDigest, byteSize } of await retryTransient(async () => query)) found.set(keyDigest, byteSize);
    }
    return found;
  }

  async values(namespace: string, keyDigests: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const query = this.#db.select({ keyDigest: entries.keyDigest, value: entries.value }).from(entries).where(oneOf(namespace, keyDigests));
    const rows = keyDigests.length === 0 ? [] : await retryTransient(async () => query);
    return new Map(rows.map(({ keyDigest, value }) => [keyDigest, value]));
  }

  /** One transaction: all items are stored, or none. A second write of a key counts as a read of it. Null where the tenant may have no more namespaces. */
  async set(ref: NamespaceRef, items: readonly NewItem[]): Promise<NamespaceTotals | null> {
    const slices = chunkBySize(items, ({ value }) => value.length + ROOM_OF_AN_ITEM, JSON_PARAMETER_CHARS);
    const upserts = slices.map((some) => this.#upsert(ref.namespace, some));
    const create = this.#create(ref, LIMITS.defaultMaxSizeBytes);
    const answers = await retryTransient(() => this.#db.batch([create, ...upserts, this.#totals(ref.namespace)]));
    return (answers.at(-1) as readonly NamespaceTotals[])[0] ?? null;
  }

  /** One transaction. */
  async remove(namespace: string, keyDigests: readonly string[]): Promise<void> {
    const remove = (some: readonly string[]) => this.#db.delete(entries).where(oneOf(namespace, some));
    const [first, ...rest] = chunk(keyDigests, DIGESTS_PER_STATEMENT).map(remove);
    if (first !== undefined) await retryTransient(() => this.#db.batch([first, ...rest]));
  }

  /** Removes everything in rounds; false when `mayGoOn` said no before the end. */
  async clear(namespace: string, mayGoOn: () => boolean): Promise<boolean> {
    const someRows = sql`SELECT rowid FROM ${entries} WHERE ${entries.namespace} = ${namespace} LIMIT ${CLEAR_ROWS}`;
    const round = sql`DELETE FROM ${entries} WHERE rowid IN (${someRows})`;
    while ((await this.totals(namespace)).entries > 0) {
      if (!mayGoOn()) return false;
      await retryTransient(async () => this.#db.run(round));
    }
    return true;
  }

  async exists(namespace: string, keyDigest: string): Promise<boolean> {
    const query = this.#db
      .select({ keyDigest: entries.keyDigest })
      .from(entries)
      .where(and(eq(entries.namespace, namespace), eq(entries.keyDigest, keyDigest)));
    return (await retryTransient(async () => query)).length > 0;
  }

  async totals(namespace: string): Promise<NamespaceTotals> {
    const [row] = await retryTransient(async () => this.#totals(namespace));
    return row ?? { entries: 0, bytes: 0, maxSizeBytes: LIMITS.defaultMaxSizeBytes };
  }

  async frequencies(namespace: string): Promise<{ readonly average: number; readonly greatest: number }> {
    const average = sql<number>`coalesce(avg(${entries.frequency}), 0)`;
    const greatest = sql<number>`coalesce(max(${entries.frequency}), 0)`;
    const query = this.#db.select({ average, greatest }).from(entries).where(eq(entries.namespace, namespace));
    return (await retryTransient(async () => query))[0]!;
  }

  /** One statement with one parameter, however many entries were read. Not repeated when it fails: a read counted twice is worse than one lost. */
  async addReads(reads: readonly EntryReads[]): Promise<void> {
    if (reads.length === 0) return;
    await this.#db.run(sql`
      UPDATE ${entries} SET frequency = frequency + seen.added, accessed_at_ms = max(accessed_at_ms, seen.last_at_ms)
      FROM (
        SELECT value->>'namespace' AS namespace, value->>'keyDigest' AS key_digest, value->>'reads' AS added, value->>'lastAtMs' AS last_at_ms
        FROM json_each(${JSON.stringify(reads)})
      ) AS seen
      WHERE ${entries.namespace} = seen.namespace AND ${entries.keyDigest} = seen.key_digest`);
  }

  /** Removes the least valuable entries until `bytes` are left or `mayGoOn` says no. Others that do the same at the same time remove nothing more. */
  async shedDownTo(namespace: string, bytes: number, mayGoOn: () => boolean): Promise<void> {
    const held = sql`(SELECT ${namespaces.bytes} FROM ${namespaces} WHERE ${namespaces.namespace} = ${namespace})`;
    const shelf = {
      table: entries,
      where: eq(entries.namespace, namespace),
      frequency: sql<number>`${entries.frequency}`,
      frequencyClass: entries.frequencyClass,
      accessedAtMs: entries.accessedAtMs,
      byteSize: entries.byteSize,
      isOverfull: sql`${held} > ${bytes}`,
    };
    const surplus = (await this.totals(namespace)).bytes - bytes;
    await shedSurplus(this.#db, shelf, { entries: 0, bytes: surplus }, this.#now, mayGoOn);
  }

  /** Forgets a tenant's namespaces that hold nothing, and the sizes that they were given. */
  async dropEmpty(tenant: string): Promise<void> {
    const query = this.#db.delete(namespaces).where(and(eq(namespaces.tenant, tenant), eq(namespaces.entries, 0)));
    await retryTransient(async () => query);
  }

  #totals(namespace: string) {
    const { entries: held, bytes, maxSizeBytes } = namespaces;
    return this.#db.select({ entries: held, bytes, maxSizeBytes }).from(namespaces).where(eq(namespaces.namespace, namespace));
  }

  #create({ namespace, tenant, name }: NamespaceRef, maxSizeBytes: number) {
    const others = sql`SELECT count(*) FROM ${namespaces} WHERE ${namespaces.tenant} = ${tenant}`;
    return this.#db.insert(namespaces).select(sql`
      SELECT ${namespace}, ${tenant}, ${name}, ${maxSizeBytes}, 0, 0, ${this.#now()}
      WHERE NOT EXISTS (${exists(namespace)}) AND (${others}) < ${LIMITS.namespacesPerTenant}`);
  }

  /** Stores nothing where the namespace could not be made. */
  #upsert(namespace: string, items: readonly NewItem[]) {
    const nowMs = this.#now();
    const rows = sql`
      SELECT ${namespace}, value->>'keyDigest', length(value->>'value'), 1, ${nowMs}, ${nowMs}, value->>'value'
      FROM json_each(${JSON.stringify(items)}) WHERE EXISTS (${exists(namespace)})`;
    return this.#db
      .insert(entries)
      .select(rows)
      .onConflictDoUpdate({ target: [entries.namespace, entries.keyDigest], set: replaced });
  }
}

/** What a second write of a key replaces; it counts as a read, unless it is the same write done again because its answer was lost. */
const replaced = {
  byteSize: sql`excluded.byte_size`,
  frequency: sql`frequency + (excluded.created_at_ms <> created_at_ms OR excluded.value <> value)`,
  createdAtMs: sql`excluded.created_at_ms`,
  accessedAtMs: sql`excluded.accessed_at_ms`,
  value: sql`excluded.value`,
};

function exists(namespace: string) {
  return sql`SELECT 1 FROM ${namespaces} WHERE ${namespaces.namespace} = ${namespace}`;
}

function oneOf(namespace: string, keyDigests: readonly string[]) {
  return and(eq(entries.namespace, namespace), sql`${entries.keyDigest} IN (SELECT value FROM json_each(${JSON.stringify(keyDigests)}))`);
}
