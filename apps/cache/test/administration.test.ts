import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import worker from "../src/worker.ts";
import { makeEntry, openTestCache, valueOf } from "./cache-fixture.ts";
import { inD1, inKv, promoted } from "./stored-copies.ts";

const cache = exports.CacheEntrypoint;

describe("removal over the binding", () => {
  test("deletes what is named, in its scope alone", async () => {
    const kept = makeEntry({ scope: "tenant:kept" });
    const gone = makeEntry({ scope: "tenant:gone", digest: kept.digest });
    valueOf(await cache.putMany([kept, gone]));
    for (const { scope, digest } of [kept, gone]) valueOf(await cache.get(scope, digest));
    expect(valueOf(await cache.delete(gone.scope, [gone.digest]))).toEqual({ removed: 1, complete: true });
    expect(valueOf(await cache.get(gone.scope, gone.digest))).toBeNull();
    expect(valueOf(await cache.get(kept.scope, kept.digest))).toEqual(kept.value);
  });

  test("purges by digest, tenant and model", async () => {
    const model = "c".repeat(64);
    const entries = {
      digest: makeEntry({ scope: "tenant:p1" }),
      tenant: makeEntry({ scope: "tenant:p2" }),
      model: makeEntry({ scope: "shared", modelDigest: model }),
      other: makeEntry({ scope: "shared" }),
    };
    valueOf(await cache.putMany(Object.values(entries)));
    for (const { scope, digest } of Object.values(entries)) valueOf(await cache.get(scope, digest));
    for (const what of [{ digest: entries.digest.digest }, { tenant: "p2" }, { modelDigest: model }])
      expect(valueOf(await cache.purge(what))).toEqual({ removed: 1, complete: true });
    const found = await Promise.all(
      Object.values(entries).map(async ({ scope, digest }) => valueOf(await cache.get(scope, digest)) !== null),
    );
    expect(found).toEqual([false, false, false, true]);
  });

  test.each([{}, { tenant: "" }, { digest: "x" }, { tenant: "a", digest: "a".repeat(64) }])("refuses to purge %j", async (what) => {
    expect(await cache.purge(what as { tenant: string })).toMatchObject({ ok: false, error: { code: "invalid_request" } });
  });

  test("takes the copy in KV too", async () => {
    const entry = await promoted(makeEntry({ scope: "tenant:copied" }));
    valueOf(await cache.purge({ tenant: "copied" }));
    expect([await inD1(entry), await inKv(entry)]).toEqual([false, false]);
  });

  test("of 1,200 entries goes on in rounds", async () => {
    const entries = Array.from({ length: 1_200 }, () => makeEntry({ scope: "tenant:many", operation: "embed" }));
    valueOf(await cache.putMany(entries.slice(0, 600)));
    valueOf(await cache.putMany(entries.slice(600)));
    expect(valueOf(await cache.purge({ tenant: "many" }))).toEqual({ removed: 1_200, complete: true });
  });
});

test("an export streams over the binding into an import", async () => {
  const entries = Array.from({ length: 300 }, (_, at) => makeEntry({ scope: "tenant:from", value: new Uint8Array(20_000).fill(at) }));
  for (let at = 0; at < 300; at += 100) valueOf(await cache.putMany(entries.slice(at, at + 100)));
  const lines = valueOf(await cache.exportEntries("tenant:from"));
  expect(valueOf(await cache.importEntries("tenant:to", lines))).toEqual({ imported: 300, expired: 0 });
  for (const { digest, value } of [entries[0]!, entries[299]!]) expect(valueOf(await cache.get("tenant:to", digest))).toEqual(value);
});

test("statistics tell what the record holds, to the entry and the byte", async () => {
  const before = valueOf(await cache.stats());
  const entry = makeEntry({ scope: "tenant:counted", operation: "embed", value: new Uint8Array(100) });
  valueOf(await cache.put(entry));
  valueOf(await cache.put({ ...entry, value: new Uint8Array(40) }));
  valueOf(await cache.get(entry.scope, entry.digest));
  const after = valueOf(await cache.stats());
  expect([after.entries - before.entries, after.bytes - before.bytes]).toEqual([1, 40]);
  expect(after.operations.embed.bytes - before.operations.embed.bytes).toBe(40);
  expect(after.isolate.memory.entries).toBeGreaterThan(0);
  expect(after.isolate.tiers.d1.hits).toBe(before.isolate.tiers.d1.hits + 1);
});

test("the scheduled clean-up removes what is past its lifetime", async () => {
  const entry = makeEntry({ scope: "tenant:late" });
  const alive = makeEntry({ scope: "tenant:late" });
  valueOf(await cache.putMany([entry, alive]));
  await env.DB.prepare("UPDATE cache_entries SET expires_at_ms = 1 WHERE digest = ?").bind(entry.digest).run();
  const ctx = createExecutionContext();
  await worker.scheduled(createScheduledController({ scheduledTime: new Date(), cron: "*/10 * * * *" }), env, ctx);
  await waitOnExecutionContext(ctx);
  expect([await inD1(entry), await inD1(alive)]).toEqual([false, true]);
});

test("past the byte budget clean-up takes the least valuable of the largest scope, down to four fifths", async () => {
  await env.DB.prepare("DELETE FROM cache_entries").run();
  const opened = openTestCache();
  const value = new Uint8Array(100_000);
  const large = Array.from({ length: 15 }, () => makeEntry({ scope: "tenant:large", value }));
  const small = makeEntry({ scope: "tenant:small", value });
  for (const entry of [...large, small]) valueOf(await opened.cache.put(entry));
  const popular = large.slice(0, 3);
  for (const { digest } of popular) await env.DB.prepare("UPDATE cache_entries SET hits = 50 WHERE digest = ?").bind(digest).run();
  expect(await opened.cleanUp()).toMatchObject({ shed: 8, complete: true });
  expect(await Promise.all([...popular, small].map(inD1))).toEqual([true, true, true, true]);
  expect(valueOf(await opened.stats()).bytes).toBe(800_000);
});
