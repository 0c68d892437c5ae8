import { fail, ok, type CacheService } from "@steadytext/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Gateway } from "../src/gateway.ts";
import { EVERY_REQUEST, type SentTo } from "./every-request.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { cache } from "./stand-ins/cache.ts";

const NOON = Date.UTC(2026, 10, 24, 12);
const GARBAGE = Uint8Array.from({ length: 64 }, (_, index) => (index * 151) % 256);

/** Requests whose answers the cache keeps; each has the same bytes whether it does or not. */
const CACHED = ["POST /v1/chat/completions", "POST /v1/completions", "POST /v1/embeddings", "POST /v1/rerank", "POST /embed"].map(
  (name) => EVERY_REQUEST[name] as SentTo,
);
const [CHAT] = CACHED as [SentTo, ...SentTo[]];

const faults: Record<string, Partial<CacheService>> = {
  "answers that it failed": all(async () => fail("unavailable", "down")),
  throws: all(async () => {
    throw new Error("lost");
  }),
  "answers with garbage": {
    get: async () => ok(GARBAGE),
    getMany: async (_, digests) => ok(digests.map(() => GARBAGE)),
    put: async () => ok(null),
    putMany: async () => ok(null),
  },
  "answers with what is no result": all(async () => "garbage" as never),
  "never answers": all(() => new Promise<never>(() => undefined)),
};

function all(does: () => Promise<never> | ReturnType<CacheService["put"]>): Partial<CacheService> {
  return { get: does, getMany: does, put: does, putMany: does } as Partial<CacheService>;
}

async function bodies(gateway: Gateway): Promise<readonly string[]> {
  const told = [];
  for (const { path, ...request } of CACHED) {
    const response = await send(gateway, path, request);
    told.push(`${response.status} ${await response.text()}`);
  }
  return told;
}

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => void vi.useRealTimers());

describe("a cache that is broken for every call (F1, F2)", () => {
  test.each(Object.entries(faults))("and %s changes no byte of any answer", async (_, does) => {
    const whole = await bodies(newGateway());
    expect(whole.every((body) => body.startsWith("200 "))).toBe(true);
    await resetStandIns();
    cache.does = { ...cache.does, ...does };
    const gateway = newGateway();
    expect(await bodies(gateway)).toEqual(whole);
    expect(await bodies(gateway)).toEqual(whole);
  });

  test("and hangs is left alone after five waits, and asked again by one request every ten seconds until it answers", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOON });
    const usual = cache.does;
    cache.does = { ...usual, ...faults["never answers"] };
    const gateway = newGateway();
    const { path, ...request } = CHAT;
    const ask = () => send(gateway, path, { ...request, headers: { "cache-control": "no-store" } });
    const readsOf = async (requests: number, atMs: number): Promise<number> => {
      vi.setSystemTime(NOON + atMs);
      const before = cache.reads;
      for (let asked = 0; asked < requests; asked++) expect((await ask()).status).toBe(200);
      return cache.reads - before;
    };
    expect(await readsOf(9, 0)).toBe(5);
    expect(await readsOf(3, 9_999)).toBe(0);
    expect(await readsOf(3, 10_000)).toBe(1);
    expect(await readsOf(3, 19_999)).toBe(0);
    cache.does = usual;
    expect(await readsOf(3, 20_000)).toBe(3);
  });
});
