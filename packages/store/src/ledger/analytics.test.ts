import type { EndpointAnalytics, RequestMetric } from "@steadytext/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { valueOf } from "../../test/open-test-cache.ts";
import { SqliteD1 } from "../../test/sqlite-d1.ts";
import { Ledger } from "./ledger.ts";

const NOW_MS = Date.parse("2026-11-24T12:00:00Z");
const HOUR_MS = 3_600_000;

const requests = fc.record<RequestMetric>({
  atMs: fc.integer({ min: 0, max: 72 * HOUR_MS }).map((age) => NOW_MS - age),
  endpoint: fc.constantFrom("/generate", "/embed", "unmatched"),
  region: fc.constantFrom("weur", "unknown"),
  status: fc.constantFrom(200, 404, 429, 500, 503),
  durationMs: fc.nat(5_000),
  cache: fc.constantFrom("HIT", "MISS", "COALESCED", "BYPASS", null),
  promptTokens: fc.nat(100),
  completionTokens: fc.nat(100),
});

/** The same by plain means: filter, sort, count. */
function plainly(rows: readonly RequestMetric[], hours: number): EndpointAnalytics[] {
  const recent = rows.filter(({ atMs }) => atMs >= NOW_MS - hours * HOUR_MS);
  const groups = Map.groupBy(recent, ({ endpoint, region }) => `${endpoint}${region}`);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, some]) => {
      const durations = some.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
      const nearest = (percent: number): number => durations[Math.ceil((percent / 100) * durations.length) - 1]!;
      const lookUps = some.filter(({ cache }) => cache !== null && cache !== "BYPASS");
      const sum = (field: "promptTokens" | "completionTokens"): number => some.reduce((total, row) => total + row[field], 0);
      return {
        endpoint: some[0]!.endpoint,
        region: some[0]!.region,
        requests: some.length,
        errors: some.filter(({ status }) => status >= 500).length,
        p50Ms: nearest(50),
        p95Ms: nearest(95),
        cacheRate: lookUps.length === 0 ? null : lookUps.filter(({ cache }) => cache === "HIT").length / lookUps.length,
        promptTokens: sum("promptTokens"),
        completionTokens: sum("completionTokens"),
      };
    });
}

test("analytics are what a plain computation over the requests says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { maxLength: 120 }), fc.integer({ min: 1, max: 80 }), async (rows, hours) => {
      const ledger = new Ledger({ database: new SqliteD1().d1, now: () => NOW_MS, onFailure: () => undefined });
      const half = rows.length / 2;
      for (const [sequence, some] of [rows.slice(0, half), rows.slice(half)].entries()) {
        const delivery = { source: "meter", sequence, rows: some };
        valueOf(await ledger.recordRequests(delivery));
        valueOf(await ledger.recordRequests(delivery));
      }
      expect(valueOf(await ledger.analytics({ hours }))).toEqual(plainly(rows, hours));
    }),
    { numRuns: 60 },
  );
});
