import { LEDGER_LIMITS as LIMITS, type KeyListing, type LedgerPage, type Result, type ServiceError } from "@steadytext/core";
import { and, desc, eq, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { z } from "zod";
import { retryTransient } from "../database/retry-transient.ts";
import { keyIndex } from "../schema/ledger.ts";
import { readCursor, writeCursor } from "./cursor.ts";

const place = z.tuple([z.number(), z.string()]);

/** Lists a key, or lists it as it is now: an older version than the one listed changes nothing. */
export async function indexKey(db: DrizzleD1Database, key: KeyListing): Promise<void> {
  const row = { ...key, scopes: [...key.scopes] };
  const upsert = db
    .insert(keyIndex)
    .values(row)
    .onConflictDoUpdate({ target: keyIndex.id, set: row, setWhere: sql`${keyIndex.version} <= ${key.version}` });
  await retryTransient(async () => upsert);
}

/** One page of keys, newest first. */
export async function listKeys(
  db: DrizzleD1Database,
  {
    tenant,
    cursor,
    limit = LIMITS.pageRows,
  }: { readonly tenant?: string | undefined; readonly cursor?: string | undefined; readonly limit?: number | undefined },
): Promise<Result<LedgerPage<KeyListing>, ServiceError>> {
  const from = readCursor(cursor, place);
  if (!from.ok) return from;
  const { createdAtMs, id } = keyIndex;
  const older = from.value === null ? undefined : sql`(${createdAtMs}, ${id}) < (${from.value[0]}, ${from.value[1]})`;
  const select = db
    .select()
    .from(keyIndex)
    .where(and(tenant === undefined ? undefined : eq(keyIndex.tenant, tenant), older))
    .orderBy(desc(createdAtMs), desc(id))
    .limit(limit + 1);
  const rows = await retryTransient(async () => select);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { ok: true, value: { rows: rows.slice(0, limit), cursor: last === undefined ? null : writeCursor([last.createdAtMs, last.id]) } };
}
