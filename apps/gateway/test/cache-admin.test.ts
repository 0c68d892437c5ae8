import { fail, ok, type CachePurge, type CacheScope, type CacheStats } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectNestedError } from "./error-answer.ts";
import { newGateway, resetStandIns, send, type Send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { cache } from "./stand-ins/cache.ts";

beforeEach(resetStandIns);

const gateway = newGateway();
const ask = (path: string, more: Send = {}) => send(gateway, path, { key: keyText("operator"), ...more });
const DIGEST = "d".repeat(64);
const NDJSON = { "content-type": "application/x-ndjson" };
const ROUTES = [
  ["GET", "/admin/cache/stats", undefined],
  ["POST", "/admin/cache/purge", { tenant: "acme" }],
  ["GET", "/admin/cache/export?tenant=acme", undefined],
  ["POST", "/admin/cache/import?tenant=acme", {}],
] as const;

const counts = { hits: 5, expired: 4, damaged: 3, promoted: 2, failed: 1 };
const STATS: CacheStats = {
  entries: 3,
  bytes: 300,
  byteBudget: 1000,
  operations: { generate: { entries: 1, bytes: 100 }, embed: { entries: 2, bytes: 200 } },
  corruptTotal: { memory: 0, kv: 1, d1: 2 },
  isolate: { memory: { entries: 1, bytes: 10, byteBudget: 20 }, tiers: { memory: counts, kv: counts, d1: counts }, misses: 9 },
};

/** A byte stream of lines. */
function lines(...texts: readonly string[]): ReadableStream<Uint8Array> {
  const left = texts.map((text) => new TextEncoder().encode(`${text}\n`));
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      const line = left.shift();
      if (line) return controller.enqueue(line);
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
}

describe("administration of the cache", () => {
  test.each(ROUTES)("%s %s needs the scope admin", async (method, path, body) => {
    const purge = vi.spyOn(cache.does, "purge");
    const importEntries = vi.spyOn(cache.does, "importEntries");
    for (const [key, status, code] of [
      [null, 401, "missing_api_key"],
      ["made up", 401, "invalid_api_key"],
      [keyText("operator", "w".repeat(32)), 401, "invalid_api_key"],
      [keyText("cacheUser"), 403, "insufficient_scope"],
    ] as const) {
      await expectNestedError(await ask(path, { method, body, key }), status, code);
    }
    expect(purge).not.toHaveBeenCalled();
    expect(importEntries).not.toHaveBeenCalled();
  });

  test("statistics have the API's names", async () => {
    cache.does.stats = async () => ok(STATS);
    expect(await (await ask("/admin/cache/stats")).json()).toEqual({
      entries: 3,
      bytes: 300,
      byte_budget: 1000,
      operations: STATS.operations,
      corrupt_total: STATS.corruptTotal,
      isolate: { memory: { entries: 1, bytes: 10, byte_budget: 20 }, tiers: STATS.isolate.tiers, misses: 9 },
    });
  });

  test("a purge forgets by digest, tenant or model, and says whether all is gone", async () => {
    const asked: CachePurge[] = [];
    cache.does.purge = async (what) => {
      asked.push(what);
      return ok({ removed: 7, complete: false });
    };
    for (const body of [{ digest: DIGEST }, { tenant: "acme" }, { model_digest: DIGEST }]) {
      expect(await (await ask("/admin/cache/purge", { body })).json()).toEqual({ removed: 7, complete: false });
    }
    expect(asked).toEqual([{ digest: DIGEST }, { tenant: "acme" }, { modelDigest: DIGEST }]);
  });

  test.each([
    ["nothing", {}, undefined, "invalid_request"],
    ["two things", { digest: DIGEST, tenant: "acme" }, undefined, "invalid_request"],
    ["a digest that is none", { digest: "' OR 1=1 --" }, "digest", "invalid_request"],
    ["a tenant that is none", { tenant: "a'b" }, "tenant", "invalid_request"],
    ["everything", { all: true }, "all", "unknown_field"],
  ] as const)("a purge of %s is refused", async (_, body, param, code) => {
    const purge = vi.spyOn(cache.does, "purge");
    await expectNestedError(await ask("/admin/cache/purge", { body }), 400, code, param);
    expect(purge).not.toHaveBeenCalled();
  });

  test("an export streams the lines of the tenant's scope, from where it is asked to go on", async () => {
    const asked: unknown[] = [];
    cache.does.exportEntries = async (...given) => {
      asked.push(given);
      return ok(lines('{"a":1}', '{"entries":1}'));
    };
    const response = await ask("/admin/cache/export?tenant=acme");
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(await response.text()).toBe('{"a":1}\n{"entries":1}\n');
    await (await ask(`/admin/cache/export?tenant=acme&after=${DIGEST}`)).text();
    expect(asked).toEqual([
      ["tenant:acme", undefined],
      ["tenant:acme", DIGEST],
    ]);
  });

  test.each([
    ["/admin/cache/export", "tenant"],
    ["/admin/cache/export?tenant=A", "tenant"],
    ["/admin/cache/export?tenant=shared%20x", "tenant"],
    ["/admin/cache/export?tenant=a&after=b", "after"],
    ["/admin/cache/export?tenant=a&tenant=b", "tenant"],
  ])("%s is refused by name", async (path, param) => {
    await expectNestedError(await ask(path), 400, "invalid_request", param);
  });

  test("an import takes a stream of lines and tells what came of it", async () => {
    const taken: [CacheScope, string][] = [];
    cache.does.importEntries = async (scope, given) => {
      taken.push([scope, await new Response(given).text()]);
      return ok({ imported: 2, expired: 1 });
    };
    const raw = '{"a":1}\n{"entries":1}\n';
    const response = await ask("/admin/cache/import?tenant=acme", { raw, headers: NDJSON });
    expect(await response.json()).toEqual({ imported: 2, expired: 1 });
    expect(taken).toEqual([["tenant:acme", raw]]);
  });

  test("a bad line's number and what was taken before it are told", async () => {
    const error = { line: 3, imported: 2 };
    cache.does.importEntries = async () => fail("invalid_request", "Line 3 is not an entry of an export: mend it", { details: error });
    const refused = await ask("/admin/cache/import?tenant=acme", { raw: "x\n".repeat(1000), headers: NDJSON });
    expect(await expectNestedError(refused, 400, "invalid_request")).toMatchObject(error);
  });

  test("an import that is refused at its first line is read away before the answer: a caller who still sends would be reset, and never hear why", async () => {
    cache.does.importEntries = async (_scope, given) => {
      const reader = given.getReader();
      await reader.read();
      await reader.cancel();
      return fail("invalid_request", "Line 1 is not an entry of an export: mend it");
    };
    let left = 300;
    const raw = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(10_000));
        else controller.close();
      },
    });
    await expectNestedError(await ask("/admin/cache/import?tenant=acme", { raw, headers: NDJSON }), 400, "invalid_request");
    expect(left).toBe(-1);
  });

  test("an import that is no NDJSON, or nothing at all, is refused", async () => {
    await expectNestedError(await ask("/admin/cache/import?tenant=acme", { body: {} }), 415, "unsupported_media_type");
    const nothing = await ask("/admin/cache/import?tenant=acme", { method: "POST", headers: NDJSON });
    await expectNestedError(nothing, 400, "invalid_request");
  });
});
