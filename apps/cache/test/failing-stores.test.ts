import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { failing, makeEntry, openTestCache, valueOf } from "./cache-fixture.ts";
import { inD1, promoted } from "./stored-copies.ts";

const deadKv = failing(env.KV, ["getWithMetadata", "put", "delete"]);
const deadD1 = new Proxy(env.DB, {
  get() {
    throw new Error("injected");
  },
});

describe("KV down", () => {
  test("reads and writes go on over D1, and each failure is counted", async () => {
    const { cache, settle, count } = openTestCache({ kv: deadKv });
    const entry = makeEntry();
    valueOf(await cache.put(entry));
    for (let reads = 0; reads < 12; reads++) expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(entry.value);
    await settle();
    expect([count("d1", "hit"), count("memory", "hit"), count("kv", "promoted")]).toEqual([1, 11, 0]);
    expect(count("kv", "failed")).toBeGreaterThanOrEqual(2);
  });

  test("a miss is still a miss", async () => {
    const { cache } = openTestCache({ kv: deadKv });
    expect(valueOf(await cache.get("shared", "d".repeat(64)))).toBeNull();
  });
});

/** A cache whose isolate has asked, moments ago, what was removed, and whose D1 is down since. */
async function openWithoutD1() {
  const { cache, isolate, clock } = openTestCache();
  valueOf(await cache.get("shared", "e".repeat(64)));
  return openTestCache({ d1: deadD1, isolate, clock });
}

describe("D1 down", () => {
  test("what KV holds is served, and what it does not hold is a miss", async () => {
    const entry = await promoted(makeEntry());
    const { cache, count } = await openWithoutD1();
    expect(valueOf(await cache.getMany(entry.scope, [entry.digest, "d".repeat(64)]))).toEqual([entry.value, null]);
    expect(count("d1", "failed")).toBe(1);
  });

  test("a write is refused by name", async () => {
    const { cache } = openTestCache({ d1: deadD1 });
    expect(await cache.put(makeEntry())).toMatchObject({ ok: false, error: { code: "unavailable", retryAfterSeconds: 1 } });
  });

  test("counts of reads that cannot be written fail no read", async () => {
    const entry = await promoted(makeEntry());
    const { cache, clock, settle, count } = await openWithoutD1();
    for (let reads = 0; reads < 99; reads++) valueOf(await cache.get(entry.scope, entry.digest));
    clock.nowMs += 10_000;
    expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(entry.value);
    await settle();
    expect(count("d1", "failed")).toBe(1);
  });
});

test("with both down, a read says so instead of claiming a miss", async () => {
  const { cache } = openTestCache({ kv: deadKv, d1: deadD1 });
  expect(await cache.get("shared", "d".repeat(64))).toMatchObject({ ok: false, error: { code: "unavailable" } });
});

test("a damaged entry that cannot be deleted is a miss all the same", async () => {
  const entry = makeEntry();
  valueOf(await openTestCache().cache.put(entry));
  await env.DB.prepare("UPDATE cache_entries SET value = 'AA==' WHERE digest = ?").bind(entry.digest).run();
  const { cache, settle, count } = openTestCache({ d1: failing(env.DB, ["batch"]) });
  expect(valueOf(await cache.get(entry.scope, entry.digest))).toBeNull();
  await settle();
  expect([count("d1", "damaged"), count("d1", "failed"), await inD1(entry)]).toEqual([1, 1, true]);
});

test("a batch of which one statement fails stores nothing", async () => {
  const entries = Array.from({ length: 20 }, () => makeEntry());
  await env.DB.prepare(
    "CREATE TRIGGER refuse BEFORE INSERT ON cache_entries WHEN new.digest = '" +
      entries[19]!.digest +
      "' BEGIN SELECT raise(FAIL, 'injected'); END",
  ).run();
  const { cache } = openTestCache();
  expect(await cache.putMany(entries)).toMatchObject({ ok: false, error: { code: "unavailable" } });
  await env.DB.prepare("DROP TRIGGER refuse").run();
  expect(await Promise.all(entries.map(inD1))).toEqual(entries.map(() => false));
});
