import { kvKey, toBase64 } from "@steadytext/store";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inD1, inKv, promoted } from "./stored-copies.ts";
import { makeEntry, openTestCache, valueOf } from "./cache-fixture.ts";

const flips = fc.record({ value: fc.uint8Array({ minLength: 1, maxLength: 64 }), at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) });

function flip(bytes: Uint8Array, at: number, mask: number): Uint8Array<ArrayBuffer> {
  const damaged = new Uint8Array(bytes);
  damaged[at % damaged.length]! ^= mask;
  return damaged;
}

describe("a damaged value is a miss, counted and deleted", () => {
  test("in D1, whichever byte is flipped", async () => {
    const property = fc.asyncProperty(flips, async ({ value, at, mask }) => {
      const { cache, settle, count } = openTestCache();
      const entry = makeEntry({ value });
      valueOf(await cache.put(entry));
      await env.DB.prepare("UPDATE cache_entries SET value = ? WHERE digest = ?")
        .bind(toBase64(flip(value, at, mask)), entry.digest)
        .run();
      expect(valueOf(await cache.get(entry.scope, entry.digest))).toBeNull();
      await settle();
      expect(count("d1", "damaged")).toBe(1);
      expect(await inD1(entry)).toBe(false);
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test("in KV, whichever byte is flipped, and the record answers in its place", async () => {
    const property = fc.asyncProperty(flips, async ({ value, at, mask }) => {
      const { cache, settle, count } = openTestCache();
      const entry = await promoted(makeEntry({ value }));
      const key = await kvKey(entry.scope, entry.digest);
      const { metadata } = await env.KV.getWithMetadata(key);
      await env.KV.put(key, flip(value, at, mask), { metadata });
      expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(value);
      await settle();
      expect(count("kv", "damaged")).toBe(1);
      expect(await inKv(entry)).toBe(false);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  test.each([
    ["no metadata", () => null],
    ["metadata of another shape", () => ({ scope: 1 })],
    ["another caller's scope", (metadata: object) => ({ ...metadata, scope: "tenant:two" })],
    ["another digest", (metadata: object) => ({ ...metadata, digest: "c".repeat(64) })],
  ])("in KV with %s", async (_, forge) => {
    const { cache, settle } = openTestCache();
    const entry = await promoted(makeEntry());
    const key = await kvKey(entry.scope, entry.digest);
    const { value, metadata } = await env.KV.getWithMetadata<object>(key, "arrayBuffer");
    await env.KV.put(key, value!, { metadata: forge(metadata!) });
    await env.DB.prepare("DELETE FROM cache_entries WHERE digest = ?").bind(entry.digest).run();
    expect(valueOf(await cache.get(entry.scope, entry.digest))).toBeNull();
    await settle();
    expect(await inKv(entry)).toBe(false);
  });

  test("in D1 with an unknown operation", async () => {
    const { cache, settle } = openTestCache();
    const entry = makeEntry();
    valueOf(await cache.put(entry));
    await env.DB.prepare("UPDATE cache_entries SET operation = 'guess' WHERE digest = ?").bind(entry.digest).run();
    expect(valueOf(await cache.get(entry.scope, entry.digest))).toBeNull();
    await settle();
    expect(await inD1(entry)).toBe(false);
  });
});

test("1,000 damaged entries are 1,000 misses, each counted and deleted", async () => {
  const { cache, settle, count } = openTestCache();
  const entries = Array.from({ length: 1_000 }, () => makeEntry({ scope: "tenant:damaged" }));
  valueOf(await cache.putMany(entries));
  const update = env.DB.prepare("UPDATE cache_entries SET value = ? WHERE digest = ?");
  await env.DB.batch(entries.map(({ value, digest }, at) => update.bind(toBase64(flip(value, at, 1 + (at % 255))), digest)));
  const digests = entries.map(({ digest }) => digest);
  expect(valueOf(await cache.getMany("tenant:damaged", digests))).toEqual(digests.map(() => null));
  await settle();
  expect(count("d1", "damaged")).toBe(1_000);
  expect(await env.DB.prepare("SELECT count(*) AS rows FROM cache_entries WHERE scope = 'tenant:damaged'").first()).toEqual({ rows: 0 });
});

test("one damaged entry costs its neighbours nothing", async () => {
  const { cache } = openTestCache();
  const entries = Array.from({ length: 150 }, () => makeEntry());
  valueOf(await cache.putMany(entries));
  const victim = entries[120]!;
  await env.DB.prepare("UPDATE cache_entries SET checksum = ? WHERE digest = ?").bind("0".repeat(64), victim.digest).run();
  const values = valueOf(
    await cache.getMany(
      "tenant:one",
      entries.map(({ digest }) => digest),
    ),
  );
  expect(values).toEqual(entries.map((entry) => (entry === victim ? null : entry.value)));
});

test("writing a damaged entry again heals it", async () => {
  const { cache } = openTestCache();
  const entry = makeEntry();
  valueOf(await cache.put(entry));
  await env.DB.prepare("UPDATE cache_entries SET value = 'AA==' WHERE digest = ?").bind(entry.digest).run();
  valueOf(await cache.put(entry));
  expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(entry.value);
});
