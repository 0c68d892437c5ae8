import { toHex } from "@steadytext/core";
import { CACHE_LIMITS } from "@steadytext/store";
import { env, exports } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeEntry, openTestCache, valueOf } from "./cache-fixture.ts";

const cache = exports.CacheEntrypoint;

describe("over the binding", () => {
  test("any bytes under any digest come back as they were put", async () => {
    const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toHex(new Uint8Array(bytes)));
    const property = fc.asyncProperty(digest, fc.uint8Array({ maxLength: 300 }), async (key, value) => {
      const entry = makeEntry({ digest: key, value });
      valueOf(await cache.put(entry));
      expect(valueOf(await cache.get(entry.scope, key))).toEqual(value);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  test("an empty value is a hit, and an unknown digest is none", async () => {
    const entry = makeEntry({ value: new Uint8Array() });
    valueOf(await cache.put(entry));
    expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(new Uint8Array());
    expect(valueOf(await cache.get(entry.scope, "f".repeat(64)))).toBeNull();
  });

  test("a view into a larger buffer is stored as the view alone", async () => {
    const entry = makeEntry({ value: new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4) });
    valueOf(await cache.put(entry));
    expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(new Uint8Array([1, 2, 3]));
  });

  test("1,000 entries are written and read in one call each, in the order asked for", async () => {
    const entries = Array.from({ length: 1_000 }, () => makeEntry({ operation: "embed" }));
    valueOf(await cache.putMany(entries));
    const asked = [
      ...entries
        .map(({ digest }) => digest)
        .reverse()
        .slice(1),
      "e".repeat(64),
    ];
    const values = valueOf(await cache.getMany("tenant:one", asked));
    expect(values.slice(0, -1)).toEqual(
      entries
        .map(({ value }) => value)
        .reverse()
        .slice(1),
    );
    expect(values.at(-1)).toBeNull();
  });

  test("a digest asked for twice is answered twice, and nothing asked is nothing answered", async () => {
    const entry = makeEntry();
    valueOf(await cache.put(entry));
    expect(valueOf(await cache.getMany(entry.scope, [entry.digest, entry.digest]))).toEqual([entry.value, entry.value]);
    expect(valueOf(await cache.getMany(entry.scope, []))).toEqual([]);
    expect(valueOf(await cache.putMany([]))).toBeNull();
  });

  test("the largest value fits, and one byte more is refused with nothing stored", async () => {
    const largest = makeEntry({ value: new Uint8Array(CACHE_LIMITS.valueBytes).fill(255) });
    const larger = makeEntry({ value: new Uint8Array(CACHE_LIMITS.valueBytes + 1) });
    const small = makeEntry();
    valueOf(await cache.put(largest));
    expect(valueOf(await cache.get(largest.scope, largest.digest))).toEqual(largest.value);
    expect(await cache.putMany([small, larger])).toMatchObject({ ok: false, error: { code: "body_too_large", param: "1.value" } });
    expect(valueOf(await cache.getMany(small.scope, [small.digest, larger.digest]))).toEqual([null, null]);
  });

  test("the Worker has no public route", async () => {
    const answer = await exports.default.fetch("https://cache.example/");
    expect([answer.status, await answer.text()]).toEqual([404, ""]);
  });
});

test("another caller's entry is a miss", async () => {
  const { cache } = openTestCache();
  const entry = makeEntry({ scope: "tenant:one" });
  const shared = makeEntry({ scope: "shared" });
  valueOf(await cache.putMany([entry, shared]));
  expect(valueOf(await cache.get("tenant:two", entry.digest))).toBeNull();
  expect(valueOf(await cache.get("shared", entry.digest))).toBeNull();
  expect(valueOf(await cache.get("tenant:one", shared.digest))).toBeNull();
});

test("values past the byte budget of one call are misses, never part of an answer that does not fit", async () => {
  const { cache } = openTestCache();
  const entries = Array.from({ length: 7 }, () => makeEntry({ value: new Uint8Array(1_490_000) }));
  for (const entry of entries) valueOf(await cache.put(entry));
  const values = valueOf(
    await cache.getMany(
      "tenant:one",
      entries.map(({ digest }) => digest),
    ),
  );
  expect(values.map((value) => value?.byteLength ?? 0)).toEqual([...Array.from({ length: 5 }, () => 1_490_000), 0, 0]);
});

test("a second write replaces the value and keeps the read count", async () => {
  const { cache } = openTestCache();
  const entry = makeEntry();
  valueOf(await cache.put(entry));
  await env.DB.prepare("UPDATE cache_entries SET hits = 7 WHERE digest = ?").bind(entry.digest).run();
  valueOf(await cache.put({ ...entry, value: new Uint8Array([4]) }));
  expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(new Uint8Array([4]));
  expect(await env.DB.prepare("SELECT hits, byte_size FROM cache_entries WHERE digest = ?").bind(entry.digest).first()).toEqual({
    hits: 7,
    byte_size: 1,
  });
});
