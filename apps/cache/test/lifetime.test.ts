import type { CacheEntry } from "@steadytext/core";
import { kvKey } from "@steadytext/store";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeEntry, openTestCache, valueOf } from "./cache-fixture.ts";
import { inKv, promoted } from "./stored-copies.ts";

const HOUR = 3_600;
const cases: [string, Partial<CacheEntry>, number][] = [
  ["a tenant's generation", { operation: "generate" }, HOUR],
  ["a shared generation", { operation: "generate", scope: "shared" }, 24 * HOUR],
  ["a tenant's vector", { operation: "embed" }, 168 * HOUR],
  ["a shared vector", { operation: "embed", scope: "shared" }, 168 * HOUR],
  ["an entry with its own lifetime", { ttlSeconds: 60 }, 60],
];

test.each(cases)("%s is a hit until its lifetime is over, and a miss from then on", async (_, fields, seconds) => {
  const { cache, clock, count } = openTestCache();
  const entry = makeEntry(fields);
  valueOf(await cache.put(entry));
  clock.nowMs += seconds * 1000 - 1;
  expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(entry.value);
  clock.nowMs += 1;
  expect(valueOf(await cache.get(entry.scope, entry.digest))).toBeNull();
  expect(count("d1", "expired")).toBe(1);
});

test("a copy in KV ends with its entry, and KV is told so", async () => {
  const { cache, clock, count } = openTestCache();
  const entry = await promoted(makeEntry());
  const name = await kvKey(entry.scope, entry.digest);
  const listed = (await env.KV.list({ prefix: name })).keys[0]!;
  expect(Math.abs(listed.expiration! - (clock.nowMs / 1000 + HOUR))).toBeLessThan(60);
  clock.nowMs += 2 * HOUR * 1000;
  expect(valueOf(await cache.get(entry.scope, entry.digest))).toBeNull();
  expect([count("kv", "expired"), count("d1", "expired")]).toEqual([1, 1]);
});

test("an entry with less left than KV's shortest lifetime stays out of KV, and is still answered", async () => {
  const { cache, clock, settle, count } = openTestCache();
  const entry = makeEntry({ ttlSeconds: 60 });
  valueOf(await cache.put(entry));
  clock.nowMs += 1_000;
  for (let reads = 0; reads < 15; reads++) expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(entry.value);
  await settle();
  expect(await inKv(entry)).toBe(false);
  expect(count("kv", "failed")).toBe(0);
});

test("writing an expired entry again brings it back", async () => {
  const { cache, clock } = openTestCache();
  const entry = makeEntry();
  valueOf(await cache.put(entry));
  clock.nowMs += 2 * HOUR * 1000;
  valueOf(await cache.put(entry));
  expect(valueOf(await cache.get(entry.scope, entry.digest))).toEqual(entry.value);
});
