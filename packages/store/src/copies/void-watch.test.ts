import { describe, expect, test } from "vitest";
import { makeEntry, openStores, openTestCache, valueOf } from "../../test/open-test-cache.ts";
import type { StoredEntry } from "../entry/stored-entry.ts";
import type { Void } from "./void-list.ts";
import { VoidWatch } from "./void-watch.ts";

const HOUR_MS = 3_600_000;
const SCOPE = "tenant:a";
const DIGEST = "d".repeat(64);

const notDeferred = (): never => {
  throw new Error("nothing is to be deferred here");
};

/** A source that answers when the test lets it. */
function heldSource(voids: readonly Void[]) {
  const waiting: (() => void)[] = [];
  const load = () => new Promise<readonly Void[]>((resolve) => void waiting.push(() => resolve(voids)));
  return { load, answer: () => waiting.splice(0).forEach((resolve) => resolve()) };
}

const ENTRY: StoredEntry = {
  scope: SCOPE,
  digest: DIGEST,
  operation: "generate",
  modelDigest: "m",
  engineDigest: "e",
  checksum: "c",
  createdAtMs: 0,
  expiresAtMs: 9e12,
  asOfMs: 0,
  hits: 0,
  value: new Uint8Array(),
};

describe("the list of what was removed", () => {
  test("is trusted by nobody while it is old, however many ask for it at once", async () => {
    const watch = new VoidWatch();
    const source = heldSource([]);
    const refreshes = [1, 2, 3].map(() => watch.refresh(source, () => HOUR_MS, notDeferred));
    expect(watch.isTrusted(HOUR_MS)).toBe(false);
    source.answer();
    await Promise.all(refreshes);
    expect(watch.isTrusted(HOUR_MS)).toBe(true);
  });

  test("is not trusted when its source fails", async () => {
    const watch = new VoidWatch();
    await watch.refresh({ load: () => Promise.reject(new Error("D1 is away")) }, () => HOUR_MS, notDeferred);
    expect(watch.isTrusted(HOUR_MS)).toBe(false);
  });

  test("keeps a removal that its own isolate made while it was being read", async () => {
    const watch = new VoidWatch();
    const source = heldSource([]);
    const refresh = watch.refresh(source, () => HOUR_MS, notDeferred);
    watch.add([{ kind: "digest", target: DIGEST, atMs: HOUR_MS }]);
    source.answer();
    await refresh;
    expect(watch.covers(ENTRY)).toBe(true);
  });
});

describe("what one isolate purged", () => {
  test("is a miss in another that was idle, for all who ask at once, and leaves no copy in KV", async () => {
    const stores = openStores();
    const [here, there] = [openTestCache(stores), openTestCache(stores)];
    valueOf(await here.entries.put(makeEntry(SCOPE, DIGEST, { ttlSeconds: 7 * 86_400 })));
    for (let read = 0; read < 15; read++) valueOf(await there.entries.get(SCOPE, DIGEST));
    await there.settle();
    expect(stores.kv.keys).toBe(1);
    valueOf(await here.removal.purge({ tenant: "a" }));
    expect(stores.kv.keys).toBe(0);
    stores.clock.nowMs += HOUR_MS;
    const answers = await Promise.all([1, 2, 3].map(() => there.entries.get(SCOPE, DIGEST)));
    expect(answers.map(valueOf)).toEqual([null, null, null]);
  });
});
