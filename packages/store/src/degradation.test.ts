import { describe, expect, test } from "vitest";
import { makeEntry, openStores, openTestCache, valueOf } from "../test/open-test-cache.ts";

const digestOf = (at: number) => at.toString(16).padStart(64, "0");
const entries = Array.from({ length: 24 }, (_, at) => makeEntry(at % 2 === 0 ? "shared" : "tenant:a", digestOf(at)));

/** Writes and reads each entry often enough for its copy in KV, in two isolates; answers what was refused, after judging what was answered. */
async function useCache(stores: ReturnType<typeof openStores>): Promise<{ readonly refused: number; readonly wrong: number }> {
  let refused = 0;
  let wrong = 0;
  for (const cache of [openTestCache(stores), openTestCache(stores)]) {
    for (const entry of entries) {
      if (!(await cache.entries.put(entry)).ok) refused++;
      for (let read = 0; read < 12; read++) {
        const outcome = await cache.entries.get(entry.scope, entry.digest);
        if (!outcome.ok) refused++;
        else if (outcome.value !== null && !Buffer.from(outcome.value).equals(entry.value)) wrong++;
      }
      await cache.settle();
    }
  }
  return { refused, wrong };
}

describe("D1 fails on its n-th call, n from 1 to 50", () => {
  test("for a passing reason: nothing is refused, nothing is wrong", async () => {
    for (let nth = 1; nth <= 50; nth++) {
      const stores = openStores();
      let calls = 0;
      stores.database.beforeCall = () => {
        if (++calls === nth) throw new Error("D1_ERROR: Network connection lost.");
      };
      expect(await useCache(stores)).toEqual({ refused: 0, wrong: 0 });
      expect(calls).toBeGreaterThan(nth);
    }
  });

  test("for another: that call is refused by name at most, and the next ones are answered", async () => {
    for (let nth = 1; nth <= 50; nth++) {
      const stores = openStores();
      let calls = 0;
      stores.database.beforeCall = () => {
        if (++calls === nth) throw new Error("D1_ERROR: injected");
      };
      const { refused, wrong } = await useCache(stores);
      expect(wrong).toBe(0);
      expect(refused).toBeLessThanOrEqual(1);
    }
  });

  test.each(["read", "write"] as const)("every %s fails: what else there is goes on", async (kind) => {
    const stores = openStores();
    const before = openTestCache(stores);
    valueOf(await before.entries.putMany(entries));
    for (let read = 0; read < 12; read++) for (const { scope, digest } of entries) await before.entries.get(scope, digest);
    await before.settle();
    stores.database.beforeCall = (each) => {
      if (each === kind) throw new Error("D1_ERROR: injected");
    };
    // An isolate that has never heard what was removed may not answer from copies.
    const cache = kind === "read" ? before : openTestCache(stores);
    for (const { scope, digest, value } of entries) expect(valueOf(await cache.entries.get(scope, digest))).toEqual(value);
    await cache.settle();
  });

  test("reads fail for longer than a minute: copies answer no more, since any may have been removed meanwhile", async () => {
    const stores = openStores();
    const cache = openTestCache(stores);
    valueOf(await cache.entries.putMany(entries));
    for (const { scope, digest } of entries) await cache.entries.get(scope, digest);
    stores.database.beforeCall = (each) => {
      if (each === "read") throw new Error("D1_ERROR: injected");
    };
    stores.clock.nowMs += 61_000;
    expect(await cache.entries.get(entries[0]!.scope, entries[0]!.digest)).toMatchObject({ error: { code: "unavailable" } });
  });
});

test("KV that refuses to be written costs nobody an answer, and gets its copy once it takes it", async () => {
  const stores = openStores();
  stores.kv.refuses = ["put", "delete"];
  expect(await useCache(stores)).toEqual({ refused: 0, wrong: 0 });
  expect(stores.kv.keys).toBe(0);
  stores.kv.refuses = [];
  expect(await useCache(stores)).toEqual({ refused: 0, wrong: 0 });
  expect(stores.kv.keys).toBe(entries.length);
});

test("KV a minute behind is never wrong, and never asked for more than it has", async () => {
  const stores = openStores({ kvLagMs: 60_000 });
  expect(await useCache(stores)).toEqual({ refused: 0, wrong: 0 });
  stores.clock.nowMs += 30_000;
  const cache = openTestCache(stores);
  for (const { scope, digest, value } of entries) expect(valueOf(await cache.entries.get(scope, digest))).toEqual(value);
  expect([cache.count("kv", "hit"), cache.count("d1", "hit")]).toEqual([0, entries.length]);
});

test("everything down is said, not taken for a miss", async () => {
  const stores = openStores();
  stores.kv.refuses = ["get"];
  stores.database.beforeCall = () => {
    throw new Error("D1_ERROR: injected");
  };
  const { entries: cache, removal, stats } = openTestCache(stores);
  const unavailable = { ok: false, error: { code: "unavailable", retryAfterSeconds: 1 } };
  expect(await cache.get("shared", digestOf(0))).toMatchObject(unavailable);
  expect(await cache.put(entries[0]!)).toMatchObject(unavailable);
  expect(await removal.purge({ tenant: "a" })).toMatchObject(unavailable);
  expect(await stats()).toMatchObject(unavailable);
});
