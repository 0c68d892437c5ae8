import {
  LEDGER_LIMITS as LIMITS,
  type LedgerDelivery,
  type LedgerPage,
  type Result,
  type ServiceError,
  type UsageQuery,
  type UsageRow,
} from "@steadytext/core";
import { and, asc, between, eq, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { z } from "zod";
import { retryTransient } from "../database/retry-transient.ts";
import { usage } from "../schema/ledger.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { isNew, noteDelivery } from "./deliveries.ts";

const place = z.tuple([z.string(), z.string(), z.string(), z.string()]);

const added = {
  requests: sql`requests + excluded.requests`,
  cachedRequests: sql`cached_requests + excluded.cached_requests`,
  promptTokens: sql`prompt_tokens + excluded.prompt_tokens`,
  completionTokens: sql`completion_tokens + excluded.completion_tokens`,
};

/** Adds a delivery's rows to what is known, once: one transaction with the note of its number, so that it may be repeated. */
export async function addUsage(db: DrizzleD1Database, { source, sequence, rows }: LedgerDelivery<UsageRow>, nowMs: number): Promise<void> {
  const delivery = { kind: "usage", source, sequence } as const;
  const additions = sql`
    SELECT value->>'keyId', value->>'tenant', value->>'day', value->>'model', value->>'operation', value->>'requests',
      value->>'cachedRequests', value->>'promptTokens', value->>'completionTokens'
    FROM json_each(${JSON.stringify(rows)}) WHERE ${isNew(delivery)}`;
  const target = [usage.keyId, usage.day, usage.model, usage.operation];
  const add = db.insert(usage).select(additions).onConflictDoUpdate({ target, set: added });
  await retryTransient(() => db.batch([add, noteDelivery(db, delivery, nowMs)]));
}

/** One page of usage, by day, key, model and operation. */
export async function listUsage(db: DrizzleD1Database, query: UsageQuery): Promise<Result<LedgerPage<UsageRow>, ServiceError>> {
  const from = readCursor(query.cursor, place);
  if (!from.ok) return from;
  const { day, keyId, model, operation } = usage;
  const after =
    from.value === null
      ? undefined
      : sql`(${day}, ${keyId}, ${model}, ${operation}) > (${sql.join(
          from.value.map((part) => sql`${part}`),
          sql`, `,
        )})`;
  const select = db
    .select()
    .from(usage)
    .where(
      and(
        between(day, query.from, query.to),
        query.keyId === undefined ? undefined : eq(keyId, query.keyId),
        query.tenant === undefined ? undefined : eq(usage.tenant, query.tenant),
        after,
      ),
    )
    .orderBy(asc(day), asc(keyId), asc(model), asc(operation))
    .limit(LIMITS.pageRows + 1);
  const rows = await retryTransient(async () => select);
  const last = rows.length > LIMITS.pageRows ? rows[LIMITS.pageRows - 1] : undefined;
  const cursor = last === undefined ? null : writeCursor([last.day, last.keyId, last.model, last.operation]);
  return { ok: true, value: { rows: rows.slice(0, LIMITS.pageRows), cursor } };
}
