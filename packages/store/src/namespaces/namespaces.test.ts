import { NAMESPACE_LIMITS } from "@steadytext/core";
import { expect, test } from "vitest";
import { valueOf } from "../../test/open-test-cache.ts";
import { SqliteD1 } from "../../test/sqlite-d1.ts";
import { ALL_SOON, ReadCounter } from "../hits/read-counter.ts";
import { NamespaceRecords } from "./namespace-records.ts";
import { Namespaces, type NamespaceEntryRef } from "./namespaces.ts";

function open() {
  let nowMs = 1_000_000;
  const now = () => (nowMs += 1);
  return new Namespaces({
    records: new NamespaceRecords(new SqliteD1().d1, now),
    readCounter: new ReadCounter<NamespaceEntryRef>(ALL_SOON),
    now,
    defer: () => undefined,
    onFailure: (cause) => {
      throw cause;
    },
  });
}

const value = "a".repeat(1_000);

test("writers who evict at the same time make room once, and not for each", async () => {
  const namespaces = open();
  valueOf(await namespaces.init("t", "full", 100_000));
  const items = (from: number, count: number) => Array.from({ length: count }, (_, i) => ({ key: `k${from + i}`, value }));
  valueOf(await namespaces.set("t", "full", items(0, 99)));
  await Promise.all(Array.from({ length: 8 }, (_, i) => namespaces.set("t", "full", items(1_000 + 10 * i, 3))));
  const { utilization } = valueOf(await namespaces.stats("t", "full"));
  expect(utilization).toBeGreaterThan(0.7);
  expect(utilization).toBeLessThanOrEqual(1);
});

test("a tenant with as many namespaces as may be gets another once one of them is empty", async () => {
  const namespaces = open();
  for (let i = 0; i < NAMESPACE_LIMITS.namespacesPerTenant; i++) valueOf(await namespaces.set("t", `n${i}`, [{ key: "k", value }]));
  expect(await namespaces.set("t", "more", [{ key: "k", value }])).toMatchObject({ ok: false, error: { param: "cache_name" } });
  valueOf(await namespaces.clear("t", "n7"));
  valueOf(await namespaces.set("t", "more", [{ key: "k", value }]));
  expect(valueOf(await namespaces.get("t", "more", ["k"]))).toEqual([value]);
});
