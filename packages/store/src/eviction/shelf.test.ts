import { drizzle } from "drizzle-orm/d1";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SqliteD1 } from "../../test/sqlite-d1.ts";
import { shelfOf } from "./clean-up.ts";
import { frecency } from "./frecency.ts";
import { shedSurplus } from "./shelf.ts";

const NOW_MS = 1_000_000;

interface Row {
  readonly hits: number;
  readonly accessedAtMs: number;
  readonly byteSize: number;
}

function openRows(rows: readonly Row[]) {
  const database = new SqliteD1();
  const insert = database.sqlite.prepare(
    "INSERT INTO cache_entries (scope, digest, operation, model_digest, engine_digest, byte_size, checksum, created_at_ms, expires_at_ms, accessed_at_ms, hits, value) VALUES ('shared', ?, 'generate', '', '', ?, '', 0, 9e15, ?, ?, '')",
  );
  for (const [at, { hits, accessedAtMs, byteSize }] of rows.entries()) insert.run(String(at), byteSize, accessedAtMs, hits);
  const kept = () =>
    database.sqlite
      .prepare("SELECT digest FROM cache_entries")
      .all()
      .map(({ digest }) => Number(digest));
  const shelf = shelfOf({ scope: "shared", operation: "generate" });
  const shed = (entries: number, bytes: number, mayGoOn = () => true) =>
    shedSurplus(drizzle(database.d1), shelf, { entries, bytes }, () => NOW_MS, mayGoOn);
  return { database, kept, shed };
}

const row = fc.record({ hits: fc.nat(100), accessedAtMs: fc.nat(NOW_MS), byteSize: fc.integer({ min: 1, max: 9 }) });

test("what goes is worth less than twice what stays, and no more goes than must", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), fc.nat(20), fc.nat(60), async (rows, entries, bytes) => {
      const { kept, shed } = openRows(rows);
      const { removed } = await shed(entries, bytes);
      const stay = new Set(kept());
      const worth = rows.map(({ hits, ...rest }) => frecency({ frequency: hits + 1, ...rest }, NOW_MS));
      const gone = worth.filter((_, at) => !stay.has(at));
      const left = worth.filter((_, at) => stay.has(at));
      expect(gone).toHaveLength(removed);
      expect(Math.max(0, ...gone)).toBeLessThanOrEqual(2 * Math.min(Infinity, ...left));
      const freed = rows.reduce((sum, { byteSize }, at) => sum + (stay.has(at) ? 0 : byteSize), 0);
      const isEnough = removed >= entries && freed >= bytes;
      expect(isEnough || left.length === 0).toBe(true);
      expect(removed <= entries || freed - bytes < 9).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("among rows of one frequency the longest unread go", async () => {
  const { kept, shed } = openRows(Array.from({ length: 10 }, (_, at) => ({ hits: 3, accessedAtMs: at * 1_000, byteSize: 5 })));
  expect(await shed(4, 0)).toEqual({ removed: 4, complete: true });
  expect(kept()).toEqual([4, 5, 6, 7, 8, 9]);
});

test("rows go in rounds, and what is left when time is up goes the next time", async () => {
  const { shed } = openRows(Array.from({ length: 1_500 }, (_, at) => ({ hits: at % 5, accessedAtMs: at, byteSize: 1 })));
  let rounds = 0;
  expect(await shed(1_200, 0, () => ++rounds <= 2)).toEqual({ removed: 1_000, complete: false });
  expect(await shed(200, 0)).toEqual({ removed: 200, complete: true });
});
