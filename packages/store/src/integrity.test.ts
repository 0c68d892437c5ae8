import { describe, expect, test } from "vitest";
import { makeEntry, openStores, openTestCache, valueOf, type Stores, type TestCache } from "../test/open-test-cache.ts";
import { sealEntry } from "./entry/stored-entry.ts";
import { DEFAULT_CACHE_RULES } from "./entry/cache-rules.ts";
import { toBase64 } from "./entry/base64.ts";
import { KvTier } from "./tiers/kv-tier.ts";

const COUNT = 1_000;
const entries = Array.from({ length: COUNT }, (_, at) => makeEntry("tenant:a", at.toString(16).padStart(64, "0")));
const digests = entries.map(({ digest }) => digest);

function flipped(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[(at * 31) % copy.length]! ^= 1 << (at % 8);
  return copy;
}

/** Damages every entry that the tier has. */
const damage = {
  memory: async ({ clock }: Stores, { isolate }: TestCache) => {
    for (const [at, entry] of entries.entries()) {
      const sealed = await sealEntry(entry, DEFAULT_CACHE_RULES, clock.nowMs);
      await isolate.memory.putMany([{ ...sealed, value: flipped(entry.value, at) }]);
    }
  },
  kv: async ({ clock, kv }: Stores) => {
    const tier = new KvTier(kv, () => clock.nowMs);
    for (const [at, entry] of entries.entries()) {
      const sealed = await sealEntry(entry, DEFAULT_CACHE_RULES, clock.nowMs);
      await tier.putMany([{ ...sealed, value: flipped(entry.value, at) }]);
    }
  },
  d1: async ({ database }: Stores) => {
    const update = database.sqlite.prepare("UPDATE cache_entries SET value = ? WHERE digest = ?");
    for (const [at, { digest, value }] of entries.entries()) update.run(toBase64(flipped(value, at)), digest);
  },
};

describe("1,000 entries with a flipped byte each are no answers", () => {
  test.each(["memory", "kv", "d1"] as const)("in %s: each is counted for good, and goes", async (tier) => {
    const stores = openStores();
    const cache = openTestCache(stores, { memoryBytes: 1e7 });
    valueOf(await cache.entries.putMany(entries));
    await damage[tier](stores, cache);
    const expected = tier === "d1" ? entries.map(() => null) : entries.map(({ value }) => value);
    for (const [at, digest] of digests.entries()) expect(valueOf(await cache.entries.get("tenant:a", digest))).toEqual(expected[at]);
    await cache.settle();
    const stats = valueOf(await cache.stats());
    expect(stats.corruptTotal).toEqual({ memory: 0, kv: 0, d1: 0, [tier]: COUNT });
    expect(stats.isolate.tiers[tier].damaged).toBe(COUNT);
    expect(stats.entries).toBe(tier === "d1" ? 0 : COUNT);
    const other = openTestCache(stores);
    for (const [at, digest] of digests.entries()) expect(valueOf(await other.entries.get("tenant:a", digest))).toEqual(expected[at]);
    expect(other.count(tier, "damaged")).toBe(0);
  });
});

test("what a caller does to its answer changes nobody else's", async () => {
  const cache = openTestCache(openStores());
  const [entry] = entries as [(typeof entries)[0]];
  valueOf(await cache.entries.put(entry));
  for (let reads = 0; reads < 3; reads++) {
    const value = valueOf(await cache.entries.get("tenant:a", entry.digest))!;
    expect(value).toEqual(entry.value);
    value.fill(0);
  }
});

test("a tenant that asks for another's 1,000 prompts has no hit, and costs the stores what unknown prompts cost", async () => {
  const stores = openStores();
  const owner = openTestCache(stores, { memoryBytes: 1e7 });
  valueOf(await owner.entries.putMany(entries));
  for (let reads = 0; reads < 12; reads++) valueOf(await owner.entries.getMany("tenant:a", digests));
  await owner.settle();
  const work = { kv: 0 };
  const read = stores.kv.getWithMetadata.bind(stores.kv);
  stores.kv.getWithMetadata = (key) => ((work.kv += 1), read(key));
  const costs = new Set<string>();
  const unknown = digests.map((digest) => digest.replace(/^0/, "f"));
  for (const digest of digests.flatMap((known, at) => [known, unknown[at]!])) {
    work.kv = 0;
    stores.database.statements.length = 0;
    expect(valueOf(await owner.entries.get("tenant:b", digest))).toBeNull();
    costs.add(JSON.stringify({ ...work, d1: stores.database.statements }));
  }
  expect(owner.count("memory", "hit") + owner.count("kv", "hit") + owner.count("d1", "hit")).toBe(12 * COUNT);
  expect(costs.size).toBe(1);
});
