import type { D1Database } from "@cloudflare/workers-types";
import { D1Tier } from "@steadytext/store";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeEntry, openCache, valueOf } from "./cache-fixture.ts";
import { inKv } from "./stored-copies.ts";

test("an entry gets its copy in KV with its eleventh read, and not before", async () => {
  const { cache, settle, count } = openCache();
  const entry = makeEntry();
  valueOf(await cache.put(entry));
  for (let reads = 0; reads < 10; reads++) await cache.get(entry.scope, entry.digest);
  await settle();
  expect(await inKv(entry)).toBe(false);
  await cache.get(entry.scope, entry.digest);
  await settle();
  expect(await inKv(entry)).toBe(true);
  await cache.get(entry.scope, entry.digest);
  expect([count("d1", "hit"), count("kv", "hit"), count("kv", "promoted")]).toEqual([11, 1, 1]);
});

test("reads in the record and reads not yet in it add up to a promotion", async () => {
  const entry = makeEntry();
  valueOf(await openCache().cache.put(entry));
  await env.DB.prepare("UPDATE cache_entries SET hits = 9 WHERE digest = ?").bind(entry.digest).run();
  const { cache, settle } = openCache();
  await cache.get(entry.scope, entry.digest);
  await settle();
  expect(await inKv(entry)).toBe(false);
  await cache.get(entry.scope, entry.digest);
  await settle();
  expect(await inKv(entry)).toBe(true);
});

test("1,000 reads of ten entries cost at most 20 written rows, and every read is counted", async () => {
  const { cache, clock, settle } = openCache();
  const entries = Array.from({ length: 10 }, () => makeEntry());
  valueOf(await cache.putMany(entries));
  await env.DB.prepare("CREATE TABLE written (digest text)").run();
  await env.DB.prepare("CREATE TRIGGER note AFTER UPDATE ON cache_entries BEGIN INSERT INTO written VALUES (new.digest); END").run();
  for (let reads = 0; reads < 100; reads++)
    await cache.getMany(
      "tenant:one",
      entries.map(({ digest }) => digest),
    );
  await settle();
  const counted = await env.DB.prepare("SELECT hits, accessed_at_ms FROM cache_entries WHERE digest = ?").bind(entries[0]!.digest).first();
  expect(counted).toEqual({ hits: 100, accessed_at_ms: clock.nowMs });
  const written = await env.DB.prepare("SELECT count(*) AS rows FROM written").first<{ rows: number }>();
  expect(written!.rows).toBeLessThanOrEqual(20);
  await env.DB.prepare("DROP TRIGGER note").run();
});

test("writing read counts looks entries up by key, and scans no table", async () => {
  const seen: string[] = [];
  const recording = new Proxy(env.DB, {
    get: (target, name) => (name === "prepare" ? (query: string) => (seen.push(query), target.prepare(query)) : Reflect.get(target, name)),
  }) as D1Database;
  const tier = new D1Tier(recording);
  await tier.addHits([{ subject: { scope: "shared", digest: "a".repeat(64) }, reads: 1, lastAtMs: 1 }]);
  await tier.getMany("shared", ["a".repeat(64), "b".repeat(64)]);
  const plans = await Promise.all(
    seen.map(async (query) => {
      const parameters = query.match(/\?/g)!.map((_, index) => (index === 0 ? "[]" : index));
      const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`)
        .bind(...parameters)
        .all<{ detail: string }>();
      return plan.results.map(({ detail }) => detail).filter((detail) => detail.includes("cache_entries"));
    }),
  );
  expect(plans).toHaveLength(2);
  for (const plan of plans)
    expect(plan).toEqual([
      expect.stringMatching(/^SEARCH cache_entries USING INDEX sqlite_autoindex_cache_entries_1 \(scope=\? AND digest=\?\)$/),
    ]);
});
