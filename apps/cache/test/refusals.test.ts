import type { CacheEntry, CacheScope } from "@steadytext/core";
import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeEntry, valueOf } from "./cache-fixture.ts";

const cache = exports.CacheEntrypoint;
const scopes = ["", "everyone", "tenant:", "tenant:two words", `tenant:${"x".repeat(129)}`, "tenant:ü"] as CacheScope[];
const digests = ["", "A".repeat(64), "a".repeat(63), "a".repeat(65), "'; DROP TABLE cache_entries; --"];

test.each(scopes)("the scope %j is refused by name on both ways", async (scope) => {
  expect(await cache.get(scope, "a".repeat(64))).toMatchObject({ ok: false, error: { code: "invalid_request", param: "scope" } });
  expect(await cache.put(makeEntry({ scope }))).toMatchObject({ ok: false, error: { code: "invalid_request", param: "0.scope" } });
});

test.each(digests)("the digest %j is refused by name on both ways", async (digest) => {
  expect(await cache.get("shared", digest)).toMatchObject({ ok: false, error: { code: "invalid_request", param: "digests.0" } });
  expect(await cache.put(makeEntry({ digest }))).toMatchObject({ ok: false, error: { code: "invalid_request", param: "0.digest" } });
});

test.each([59, 0, -1, 60.5, Number.NaN, 31_536_001])("a lifetime of %d seconds is refused", async (ttlSeconds) => {
  expect(await cache.put(makeEntry({ ttlSeconds }))).toMatchObject({
    ok: false,
    error: { code: "invalid_request", param: "0.ttlSeconds" },
  });
});

test("a call with more entries than it may have is refused, and stores none of them", async () => {
  const entries: CacheEntry[] = Array.from({ length: 1_001 }, () => makeEntry());
  expect(await cache.putMany(entries)).toMatchObject({ ok: false, error: { code: "invalid_request" } });
  expect(
    await cache.getMany(
      "tenant:one",
      entries.map(({ digest }) => digest),
    ),
  ).toMatchObject({ ok: false, error: { code: "invalid_request" } });
  expect(valueOf(await cache.get("tenant:one", entries[0]!.digest))).toBeNull();
});

test("a call with more bytes than the isolate can carry is refused", async () => {
  const entries = Array.from({ length: 6 }, () => makeEntry({ value: new Uint8Array(1_490_000) }));
  expect(await cache.putMany(entries)).toMatchObject({ ok: false, error: { code: "body_too_large" } });
});
