import { sql, type SQL } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { ledgerDeliveries } from "../schema/ledger.ts";

/** Which delivery, of what. */
export interface DeliveryRef {
  readonly kind: "usage" | "requests";
  readonly source: string;
  readonly sequence: number;
}

/** Redeliveries are known for this long. */
export const DELIVERY_LIFETIME_MS = 30 * 24 * 3_600_000;

/** A condition under which a delivery's rows are taken: it is the first of its number. For a statement of the same transaction as `noteDelivery`, before it. */
export function isNew({ kind, source, sequence }: DeliveryRef): SQL {
  const { kind: kindColumn, source: sourceColumn, sequence: sequenceColumn } = ledgerDeliveries;
  return sql`NOT EXISTS (SELECT 1 FROM ${ledgerDeliveries} WHERE ${kindColumn} = ${kind} AND ${sourceColumn} = ${source} AND ${sequenceColumn} = ${sequence})`;
}

/** Notes that a delivery was taken. */
export function noteDelivery(db: DrizzleD1Database, delivery: DeliveryRef, nowMs: number) {
  return db
    .insert(ledgerDeliveries)
    .values({ ...delivery, atMs: nowMs })
    .onConflictDoNothing();
}
