import { drizzle } from "drizzle-orm/d1";
import { expect, test } from "vitest";
import { openStores, makeEntry, openTestCache, valueOf } from "../test/open-test-cache.ts";
import { ALL_SOON, ReadCounter } from "./hits/read-counter.ts";
import { cleanUpLedger } from "./ledger/ledger-clean-up.ts";
import { Ledger } from "./ledger/ledger.ts";
import { NamespaceRecords } from "./namespaces/namespace-records.ts";
import { Namespaces } from "./namespaces/namespaces.ts";

/** Tables that may grow without end: no statement reads one from end to end. */
const LARGE = ["cache_entries", "namespace_entries", "ledger_deliveries", "usage", "key_index", "request_metrics", "request_metrics_daily"];
const DIGEST = "a".repeat(64);

/** Does everything that the cache, namespaces and the ledger can do. */
async function doEverything({ database, clock, kv }: ReturnType<typeof openStores>): Promise<void> {
  const rule = { sharedSeconds: 60, tenantSeconds: 60, maxEntries: 1 };
  const cache = openTestCache({ database, clock, kv }, { rules: { generate: rule, embed: rule }, byteBudget: 1 });
  const now = () => clock.nowMs;
  const entries = Array.from({ length: 3 }, (_, at) => makeEntry("tenant:a", String(at).repeat(64)));
  valueOf(await cache.entries.putMany(entries));
  for (let reads = 0; reads < 1_200; reads++) await cache.entries.get("tenant:a", "0".repeat(64));
  await cache.settle();
  database.sqlite.exec("UPDATE cache_entries SET value = 'AA==' WHERE digest LIKE '1%'");
  await cache.entries.get("tenant:a", "1".repeat(64));
  await cache.settle();
  const exported = valueOf(await cache.transfer.export("tenant:a"));
  valueOf(await cache.transfer.import("tenant:b", exported));
  valueOf(await cache.removal.delete("tenant:a", ["2".repeat(64)]));
  for (const what of [{ digest: DIGEST }, { tenant: "a" }, { modelDigest: DIGEST }]) valueOf(await cache.removal.purge(what));
  valueOf(await cache.entries.putMany(entries));
  valueOf(await cache.stats());
  await cache.cleanUp();

  const records = new NamespaceRecords(database.d1, now);
  const namespaces = new Namespaces({ records, readCounter: new ReadCounter(ALL_SOON), now, defer: () => {}, onFailure: () => {} });
  valueOf(await namespaces.init("t", "n", 5));
  valueOf(
    await namespaces.set("t", "n", [
      { key: "k", value: "AAAA" },
      { key: "l", value: "AAAA" },
    ]),
  );
  valueOf(await namespaces.get("t", "n", ["k", "l"]));
  valueOf(await namespaces.exists("t", "n", "k"));
  valueOf(await namespaces.delete("t", "n", ["k"]));
  valueOf(await namespaces.stats("t", "n"));
  valueOf(await namespaces.set("t", "n", [{ key: "k", value: "AA==" }]));
  valueOf(await namespaces.clear("t", "n"));

  const ledger = new Ledger({ database: database.d1, now, onFailure: () => {} });
  const usage = { keyId: "k", tenant: "t", day: "2026-01-01", model: "m", operation: "generate" as const, requests: 1, cachedRequests: 0 };
  valueOf(await ledger.recordUsage({ source: "s", sequence: 1, rows: [{ ...usage, promptTokens: 1, completionTokens: 1 }] }));
  const request = { atMs: 0, endpoint: "e", region: "r", status: 200, durationMs: 1, cache: null, promptTokens: 0, completionTokens: 0 };
  valueOf(await ledger.recordRequests({ source: "s", sequence: 1, rows: [request] }));
  const key = {
    id: "k",
    name: "n",
    tenant: "t",
    environment: "live" as const,
    scopes: [],
    createdAtMs: 1,
    expiresAtMs: null,
    revokedAtMs: null,
  };
  valueOf(await ledger.indexKey({ ...key, version: 1 }));
  const days = { from: "2026-01-01", to: "2026-01-31" };
  for (const query of [days, { ...days, keyId: "k" }, { ...days, tenant: "t" }]) valueOf(await ledger.usage(query));
  for (const query of [{}, { tenant: "t" }]) valueOf(await ledger.listKeys(query));
  valueOf(await ledger.analytics({ hours: 24 }));
  await cleanUpLedger(drizzle(database.d1), clock.nowMs, () => true);
}

test("no statement reads a large table from end to end, nor sorts one", async () => {
  const stores = openStores();
  await doEverything(stores);
  const { sqlite, statements } = stores.database;
  const distinct = [...new Set(statements)];
  const slow = distinct.flatMap((statement) => {
    const parameters = Array.from({ length: statement.split("?").length - 1 }, () => "[]");
    const plan = sqlite.prepare(`EXPLAIN QUERY PLAN ${statement}`).all(...parameters);
    const scans = plan
      .map(({ detail }) => String(detail))
      .filter((detail) => LARGE.some((table) => new RegExp(`^SCAN ${table}\\b`).test(detail)));
    return scans.filter((detail) => !detail.includes("USING INDEX key_index_created_at")).map((detail) => `${detail}: ${statement}`);
  });
  expect(distinct.length).toBeGreaterThan(40);
  expect(slow).toEqual([]);
});

test("clean-up finds what is expired, and what is worth least, in the order of an index", async () => {
  const stores = openStores();
  await doEverything(stores);
  const { sqlite, statements } = stores.database;
  const planOf = (pattern: RegExp) => {
    const statement = statements.find((each) => pattern.test(each))!;
    const parameters = Array.from({ length: statement.split("?").length - 1 }, () => 1);
    const plan = sqlite.prepare(`EXPLAIN QUERY PLAN ${statement}`).all(...parameters);
    return plan.map(({ detail }) => String(detail)).join("; ");
  };
  const expired = planOf(/delete from "cache_entries".*expires_at_ms" <=/s);
  expect(expired).toContain("cache_entries_expires_at (expires_at_ms<?)");
  const least = planOf(/select rowid.*"hit_class" = /s);
  expect(least).toContain("cache_entries_worth (scope=? AND operation=? AND hit_class=?)");
  for (const plan of [expired, least]) expect(plan).not.toContain("TEMP B-TREE");
});
