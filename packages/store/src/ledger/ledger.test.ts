import type { KeyListing, RequestMetric, UsageRow } from "@steadytext/core";
import { drizzle } from "drizzle-orm/d1";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { valueOf } from "../../test/open-test-cache.ts";
import { SqliteD1 } from "../../test/sqlite-d1.ts";
import { cleanUpLedger } from "./ledger-clean-up.ts";
import { Ledger } from "./ledger.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse("2026-11-24T12:00:00Z");

function openLedger() {
  const database = new SqliteD1();
  const clock = { nowMs: NOW_MS };
  const failures: unknown[] = [];
  const ledger = new Ledger({ database: database.d1, now: () => clock.nowMs, onFailure: (cause) => void failures.push(cause) });
  return { ledger, database, clock, failures, db: drizzle(database.d1) };
}

const usageRow = (changes: Partial<UsageRow> = {}): UsageRow => ({
  keyId: "key1",
  tenant: "acme",
  day: "2026-11-24",
  model: "m",
  operation: "generate",
  requests: 1,
  cachedRequests: 0,
  promptTokens: 2,
  completionTokens: 3,
  ...changes,
});
const metric = (changes: Partial<RequestMetric> = {}): RequestMetric => ({
  atMs: NOW_MS,
  endpoint: "POST /generate",
  region: "WEUR",
  status: 200,
  durationMs: 10,
  cache: "MISS",
  promptTokens: 1,
  completionTokens: 1,
  ...changes,
});
const listing = (changes: Partial<KeyListing> = {}): KeyListing => ({
  id: "key1",
  name: "A key",
  tenant: "acme",
  environment: "live",
  scopes: ["generate", "embed"],
  createdAtMs: 1,
  expiresAtMs: null,
  revokedAtMs: null,
  version: 1,
  ...changes,
});

describe("usage", () => {
  test("adds up deliveries, each once however often, and in whatever order, it arrives", async () => {
    const deliveries = fc.array(fc.record({ source: fc.constantFrom("a", "b"), sequence: fc.nat(5) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(deliveries, async (arrivals) => {
        const { ledger } = openLedger();
        for (const { source, sequence } of arrivals) {
          const rows = [usageRow({ requests: sequence + 1 }), usageRow({ model: source, promptTokens: sequence })];
          valueOf(await ledger.recordUsage({ source, sequence, rows }));
        }
        const once = new Map(arrivals.map(({ source, sequence }) => [`${source} ${sequence}`, sequence]));
        const { rows } = valueOf(await ledger.usage({ from: "2026-11-24", to: "2026-11-24" }));
        const counted = rows.find(({ model }) => model === "m")?.requests ?? 0;
        expect(counted).toBe([...once.values()].reduce((sum, sequence) => sum + sequence + 1, 0));
        const tokens = rows.filter(({ model }) => model !== "m").reduce((sum, row) => sum + row.promptTokens, 0);
        expect(tokens).toBe([...once.values()].reduce((sum, sequence) => sum + sequence, 0));
      }),
      { numRuns: 25 },
    );
  });

  test("is exact after the database failed on any call, where a failed delivery is sent again", async () => {
    for (let nth = 1; nth <= 50; nth++) {
      const { ledger, database } = openLedger();
      let calls = 0;
      database.beforeCall = () => {
        if (++calls === nth) throw new Error("D1_ERROR: injected");
      };
      for (let sequence = 0; sequence < 60; sequence++) {
        const delivery = { source: "guard", sequence, rows: [usageRow()] };
        if (!(await ledger.recordUsage(delivery)).ok) valueOf(await ledger.recordUsage(delivery));
      }
      expect(valueOf(await ledger.usage({ from: "2026-11-24", to: "2026-11-24" })).rows).toEqual([
        usageRow({ requests: 60, promptTokens: 120, completionTokens: 180 }),
      ]);
    }
  });

  test("is answered by key, tenant and days, page after page, by day, key, model and operation", async () => {
    const { ledger } = openLedger();
    const rows = Array.from({ length: 1_200 }, (_, at) =>
      usageRow({ keyId: `key${at % 4}`, tenant: `t${at % 2}`, day: `2026-1${at % 2}-0${1 + (at % 9)}`, model: `m${at}` }),
    );
    valueOf(await ledger.recordUsage({ source: "s", sequence: 1, rows }));
    const collected: UsageRow[] = [];
    let cursor: string | undefined;
    do {
      const page = valueOf(await ledger.usage({ tenant: "t0", from: "2026-10-01", to: "2026-11-30", cursor }));
      collected.push(...page.rows);
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    const order = ({ day, keyId, model }: UsageRow) => `${day} ${keyId} ${model}`;
    const expected = rows.filter(({ tenant }) => tenant === "t0").toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
    expect(collected).toEqual(expected);
    const days = { from: "2026-10-01", to: "2026-10-31" };
    expect(valueOf(await ledger.usage({ keyId: "key1", ...days })).rows).toEqual([]);
    expect(valueOf(await ledger.usage({ keyId: "key2", ...days })).rows).toHaveLength(300);
  });
});

describe("keys", () => {
  test("are listed newest first, page after page, each once", async () => {
    const { ledger } = openLedger();
    const keys = Array.from({ length: 25 }, (_, at) => listing({ id: `k${at}`, createdAtMs: Math.floor(at / 3) }));
    for (const key of keys) valueOf(await ledger.indexKey(key));
    const seen: KeyListing[] = [];
    let cursor: string | undefined;
    do {
      const page = valueOf(await ledger.listKeys({ limit: 4, cursor }));
      seen.push(...page.rows);
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(25);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    expect(seen.map(({ createdAtMs }) => createdAtMs)).toEqual(seen.map(({ createdAtMs }) => createdAtMs).toSorted((a, b) => b - a));
  });

  test("change with their version, and never back", async () => {
    const { ledger } = openLedger();
    const revoked = listing({ version: 3, revokedAtMs: 7, name: "Revoked" });
    for (const key of [listing({ version: 2 }), revoked, listing({ version: 1 }), listing({ version: 2 })])
      valueOf(await ledger.indexKey(key));
    expect(valueOf(await ledger.listKeys({ tenant: "acme" })).rows).toEqual([revoked]);
    expect(valueOf(await ledger.listKeys({ tenant: "other" })).rows).toEqual([]);
  });
});

describe("analytics", () => {
  test("tell requests, errors, percentiles and the cache's rate of each endpoint and region", async () => {
    const { ledger } = openLedger();
    const rows = [
      ...Array.from({ length: 100 }, (_, at) => metric({ durationMs: at + 1, cache: at < 25 ? "HIT" : "MISS" })),
      metric({ durationMs: 1_000, status: 503, cache: "BYPASS" }),
      metric({ region: "ENAM", cache: null }),
      metric({ atMs: NOW_MS - DAY_MS - 1, durationMs: 9_999 }),
    ];
    valueOf(await ledger.recordRequests({ source: "meter", sequence: 1, rows }));
    valueOf(await ledger.recordRequests({ source: "meter", sequence: 1, rows }));
    const common = { endpoint: "POST /generate" };
    expect(valueOf(await ledger.analytics({ hours: 24 }))).toEqual([
      { ...common, region: "ENAM", requests: 1, errors: 0, p50Ms: 10, p95Ms: 10, cacheRate: null, promptTokens: 1, completionTokens: 1 },
      {
        ...common,
        region: "WEUR",
        requests: 101,
        errors: 1,
        p50Ms: 51,
        p95Ms: 96,
        cacheRate: 0.25,
        promptTokens: 101,
        completionTokens: 101,
      },
    ]);
  });

  test("stay what they were when rows older than 30 days are added up, percentiles to two digits", async () => {
    const { ledger, clock, db, database } = openLedger();
    const rows = Array.from({ length: 4_500 }, (_, at) =>
      metric({ atMs: NOW_MS - (at % 3) * DAY_MS, durationMs: at, status: at % 10 === 0 ? 500 : 200, cache: at % 2 === 0 ? "HIT" : "MISS" }),
    );
    valueOf(await ledger.recordRequests({ source: "meter", sequence: 1, rows }));
    clock.nowMs += 40 * DAY_MS;
    const [before] = valueOf(await ledger.analytics({ hours: 24 * 50 }));
    expect(await cleanUpLedger(db, clock.nowMs, () => true)).toBe(4_500);
    expect(database.sqlite.prepare("SELECT count(*) AS rows FROM request_metrics").get()).toEqual({ rows: 0 });
    const [after] = valueOf(await ledger.analytics({ hours: 24 * 50 }));
    expect({ ...after, p50Ms: 0, p95Ms: 0 }).toEqual({ ...before, p50Ms: 0, p95Ms: 0 });
    expect([before!.p50Ms, before!.p95Ms, after!.p50Ms, after!.p95Ms]).toEqual([2_249, 4_274, 2_200, 4_200]);
  });

  test("keep younger rows apart, and go on where a clean-up had to stop", async () => {
    const { ledger, clock, db } = openLedger();
    const rows = Array.from({ length: 4_500 }, () => metric());
    valueOf(await ledger.recordRequests({ source: "meter", sequence: 1, rows }));
    expect(await cleanUpLedger(db, clock.nowMs + 29 * DAY_MS, () => true)).toBe(0);
    let rounds = 0;
    expect(await cleanUpLedger(db, clock.nowMs + 32 * DAY_MS, () => ++rounds <= 1)).toBe(2_000);
    expect(await cleanUpLedger(db, clock.nowMs + 32 * DAY_MS, () => true)).toBe(2_500);
    expect(valueOf(await ledger.analytics({ hours: 1_000 }))[0]).toMatchObject({ requests: 4_500 });
  });
});

test.each([
  ["a day that is none", { day: "2026-02-30" }, "rows.0.day"],
  ["a negative count", { requests: -1 }, "rows.0.requests"],
  ["an endless count", { promptTokens: Number.POSITIVE_INFINITY }, "rows.0.promptTokens"],
  ["a key with a line break", { keyId: "a\nb" }, "rows.0.keyId"],
])("%s is refused by name, and the delivery with it", async (_, changes, param) => {
  const { ledger } = openLedger();
  const delivery = { source: "s", sequence: 1, rows: [usageRow(changes), usageRow()] };
  expect(await ledger.recordUsage(delivery)).toMatchObject({ ok: false, error: { code: "invalid_request", param } });
  expect(valueOf(await ledger.usage({ from: "2026-01-01", to: "2026-12-31" })).rows).toEqual([]);
});

test("queries past what one may ask, and cursors that were never given, are refused by name", async () => {
  const { ledger } = openLedger();
  const refused = (param: string) => ({ ok: false, error: { code: "invalid_request", param } });
  expect(await ledger.usage({ from: "2026-02-01", to: "2026-01-01" })).toMatchObject(refused("to"));
  expect(await ledger.usage({ from: "2024-01-01", to: "2026-01-01" })).toMatchObject(refused("to"));
  expect(await ledger.usage({ from: "2026-01-01", to: "2026-01-01", cursor: "x" })).toMatchObject(refused("cursor"));
  expect(await ledger.listKeys({ limit: 0 })).toMatchObject(refused("limit"));
  expect(await ledger.listKeys({ cursor: btoa('["a"]') })).toMatchObject(refused("cursor"));
  for (const hours of [0, -1, Number.NaN, 10_000]) expect(await ledger.analytics({ hours })).toMatchObject(refused("hours"));
});

test("a database that does not answer is told as unavailable, with the cause for the log alone", async () => {
  const { ledger, database, failures } = openLedger();
  database.beforeCall = () => {
    throw new Error("D1_ERROR: canary");
  };
  const outcome = await ledger.analytics({ hours: 1 });
  expect(outcome).toMatchObject({ ok: false, error: { code: "unavailable", retryAfterSeconds: 1 } });
  expect(JSON.stringify(outcome)).not.toContain("canary");
  expect(failures).toHaveLength(1);
});
