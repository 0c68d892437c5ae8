import type { KeyListing, UsageRow } from "@steadytext/core";
import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { valueOf } from "./cache-fixture.ts";

const ledger = exports.LedgerEntrypoint;

test("over the binding usage is counted once a delivery, and answered", async () => {
  const row: UsageRow = {
    keyId: "key1",
    tenant: "acme",
    day: "2026-11-24",
    model: "m",
    operation: "generate",
    requests: 2,
    cachedRequests: 1,
    promptTokens: 3,
    completionTokens: 4,
  };
  for (let times = 0; times < 3; times++) valueOf(await ledger.recordUsage({ source: "guard", sequence: 7, rows: [row] }));
  expect(valueOf(await ledger.usage({ keyId: "key1", from: "2026-11-01", to: "2026-11-30" }))).toEqual({ rows: [row], cursor: null });
});

test("over the binding keys are listed as they were last", async () => {
  const key: KeyListing = {
    id: "key1",
    name: "Ключ 'quoted'",
    tenant: "acme",
    environment: "test",
    scopes: ["generate", "cache:read"],
    createdAtMs: 5,
    expiresAtMs: null,
    revokedAtMs: null,
    version: 1,
  };
  valueOf(await ledger.indexKey(key));
  valueOf(await ledger.indexKey({ ...key, version: 2, revokedAtMs: 9 }));
  expect(valueOf(await ledger.listKeys({}))).toEqual({ rows: [{ ...key, version: 2, revokedAtMs: 9 }], cursor: null });
});

test("over the binding 5,000 requests are taken in one delivery, and told by endpoint", async () => {
  const rows = Array.from({ length: 5_000 }, (_, at) => ({
    atMs: Date.now(),
    endpoint: "POST /embed",
    region: "APAC",
    status: at % 100 === 0 ? 500 : 200,
    durationMs: 0.4 + (at % 100),
    cache: "HIT" as const,
    promptTokens: 1,
    completionTokens: 0,
  }));
  valueOf(await ledger.recordRequests({ source: "meter", sequence: 1, rows }));
  expect(valueOf(await ledger.analytics({ hours: 1 }))).toEqual([
    {
      endpoint: "POST /embed",
      region: "APAC",
      requests: 5_000,
      errors: 50,
      p50Ms: 49,
      p95Ms: 94,
      cacheRate: 1,
      promptTokens: 5_000,
      completionTokens: 0,
    },
  ]);
});
