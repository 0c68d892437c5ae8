import { and, asc, eq, sql, type SQL } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { retryTransient } from "../database/retry-transient.ts";
import { FREQUENCY_CLASSES } from "../schema/frequency-class.ts";
import { leastValuable, type EntryWorth } from "./frecency.ts";

/** Rows of a table that compete for the same room, and the columns that an index has in the order (…, frequencyClass, accessedAtMs). */
export interface Shelf {
  readonly table: SQLiteTable;
  readonly where: SQL;
  readonly frequency: SQL<number>;
  readonly frequencyClass: SQLiteColumn;
  readonly accessedAtMs: SQLiteColumn;
  readonly byteSize: SQLiteColumn;
  /** Looked at by the statement that removes: where it no longer holds, others have made the room already. */
  readonly isOverfull?: SQL;
}

/** What a shelf holds too much of. */
export interface Surplus {
  readonly entries: number;
  readonly bytes: number;
}

/** Rows that one round may remove: candidates of each class, so that the least valuable of all are among them. */
const ROUND_ROWS = 500;

interface Candidate extends EntryWorth {
  readonly rowId: number;
}

/** Removes the least valuable rows until the surplus is gone or `mayGoOn` says no, in rounds that are each bounded. Answers the rows removed. */
export async function shedSurplus(
  db: DrizzleD1Database,
  shelf: Shelf,
  surplus: Surplus,
  now: () => number,
  mayGoOn: () => boolean,
): Promise<{ readonly removed: number; readonly complete: boolean }> {
  let { entries, bytes } = surplus;
  let removed = 0;
  while (entries > 0 || bytes > 0) {
    if (!mayGoOn()) return { removed, complete: false };
    const doomed = leastValuable(await candidates(db, shelf), { entries, bytes }, now()).slice(0, ROUND_ROWS);
    if (doomed.length === 0) break;
    await removeRows(db, shelf, doomed);
    removed += doomed.length;
    entries -= doomed.length;
    bytes -= doomed.reduce((sum, { byteSize }) => sum + byteSize, 0);
  }
  return { removed, complete: true };
}

/** The longest unread rows of each class: within a class no row that is read later is worth less, but for a factor of two in frequency. */
async function candidates(db: DrizzleD1Database, { table, where, ...columns }: Shelf): Promise<readonly Candidate[]> {
  const ofClass = (level: number) =>
    db
      .select({
        rowId: sql<number>`rowid`,
        frequency: columns.frequency,
        accessedAtMs: sql<number>`${columns.accessedAtMs}`,
        byteSize: sql<number>`${columns.byteSize}`,
      })
      .from(table)
      .where(and(where, eq(columns.frequencyClass, level)))
      .orderBy(asc(columns.accessedAtMs))
      .limit(ROUND_ROWS);
  const [first, ...rest] = Array.from({ length: FREQUENCY_CLASSES }, (_, level) => ofClass(level));
  return (await retryTransient(() => db.batch([first!, ...rest]))).flat();
}

async function removeRows(db: DrizzleD1Database, { table, isOverfull = sql`true` }: Shelf, rows: readonly Candidate[]): Promise<void> {
  const ids = JSON.stringify(rows.map(({ rowId }) => rowId));
  await retryTransient(async () =>
    db.run(sql`DELETE FROM ${table} WHERE rowid IN (SELECT value FROM json_each(${ids})) AND ${isOverfull}`),
  );
}
