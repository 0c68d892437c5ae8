import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeEntry, openTestCache, valueOf } from "./cache-fixture.ts";
import { inKv } from "./stored-copies.ts";

test("an entry gets its copy in KV with its eleventh read, and not before; another isolate reads it from there", async () => {
  const { cache, settle, count } = openTestCache();
  const entry = makeEntry();
  valueOf(await cache.put(entry));
  for (let reads = 0; reads < 10; reads++) await cache.get(entry.scope, entry.digest);
  await settle();
  expect(await inKv(entry)).toBe(false);
  for (let reads = 0; reads < 30; reads++) await cache.get(entry.scope, entry.digest);
  await settle();
  expect(await inKv(entry)).toBe(true);
  expect([count("d1", "hit"), count("memory", "hit"), count("kv", "hit"), count("kv", "promoted")]).toEqual([1, 39, 0, 1]);
  const other = openTestCache();
  for (let reads = 0; reads < 30; reads++) expect(valueOf(await other.cache.get(entry.scope, entry.digest))).toEqual(entry.value);
  await other.settle();
  expect([other.count("d1", "hit"), other.count("memory", "hit"), other.count("kv", "hit"), other.count("kv", "promoted")]).toEqual([
    0, 29, 1, 0,
  ]);
});

test("reads in the record and reads not yet in it add up to a promotion", async () => {
  const entry = makeEntry();
  valueOf(await openTestCache().cache.put(entry));
  await env.DB.prepare("UPDATE cache_entries SET hits = 9 WHERE digest = ?").bind(entry.digest).run();
  const { cache, settle } = openTestCache();
  await cache.get(entry.scope, entry.digest);
  await settle();
  expect(await inKv(entry)).toBe(false);
  await cache.get(entry.scope, entry.digest);
  await settle();
  expect(await inKv(entry)).toBe(true);
});

test.each([
  ["ten entries", 10, 10],
  ["a thousand entries", 1_000, 1_000],
])("2,000 hits on %s cost D1 at most 20 written rows in a thousand, indexes included", async (_, size, batch) => {
  const written: number[] = [];
  const { cache, isolate, settle, count } = openTestCache({ d1: countingWrites(written) });
  const entries = Array.from({ length: size }, () => makeEntry({ scope: "tenant:reader" }));
  valueOf(await openTestCache().cache.putMany(entries));
  const digests = entries.map(({ digest }) => digest);
  for (let hits = 0; hits < 2_000; hits += batch) valueOf(await cache.getMany("tenant:reader", digests.slice(0, batch)));
  await settle();
  expect(count("d1", "hit") + count("memory", "hit")).toBe(2_000);
  const rows = written.reduce((sum, each) => sum + each, 0);
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThanOrEqual(40);
  const recorded = await env.DB.prepare("SELECT sum(hits) AS hits FROM cache_entries WHERE scope = 'tenant:reader'").first<{
    hits: number;
  }>();
  const waiting = isolate.hitCounter.drainAll().reduce((sum, { reads }) => sum + reads, 0);
  expect(recorded!.hits + waiting).toBe(2_000);
  await env.DB.prepare("DELETE FROM cache_entries WHERE scope = 'tenant:reader'").run();
});

/** D1 that notes the rows that each statement by itself has written, as D1 counts them. */
function countingWrites(written: number[]): D1Database {
  const counting = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get(target, name) {
        if (name === "bind") return (...values: unknown[]) => counting(target.bind(...values));
        if (name !== "run") return (Reflect.get(target, name, target) as () => void).bind(target);
        return async () => {
          const result = await target.run();
          written.push(result.meta.rows_written);
          return result;
        };
      },
    });
  return new Proxy(env.DB, {
    get: (target, name) =>
      name === "prepare" ? (query: string) => counting(target.prepare(query)) : (Reflect.get(target, name, target) as unknown),
  });
}
