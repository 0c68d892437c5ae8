import { fail, ok, type CacheEntry, type CacheService } from "@steadytext/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ResultCache } from "./result-cache.ts";

const VALUE = Uint8Array.of(1, 2);
const ENTRY: CacheEntry = { scope: "tenant:a", digest: "d", operation: "generate", modelDigest: "m", engineDigest: "e", value: VALUE };

function service(changes: Partial<CacheService> = {}): Pick<CacheService, "get" | "getMany" | "put" | "putMany"> {
  return {
    get: async () => ok(VALUE),
    getMany: async () => ok([VALUE, null]),
    put: async () => ok(null),
    putMany: async () => ok(null),
    ...changes,
  };
}

const faults: Record<string, () => ReturnType<CacheService["get"]>> = {
  fails: async () => fail("unavailable", "down"),
  rejects: () => Promise.reject(new Error("lost")),
  throws: () => {
    throw new Error("no binding");
  },
};

const onFailure = vi.fn<() => void>();

beforeEach(() => {
  onFailure.mockClear();
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("ResultCache", () => {
  test("hands values through", async () => {
    const cache = new ResultCache(service(), onFailure);
    expect(await cache.get("tenant:a", "d")).toBe(VALUE);
    expect(await cache.getMany("tenant:a", ["d", "f"])).toEqual([VALUE, null]);
  });

  test.each(Object.entries(faults))("a read that %s is a bypass", async (_name, get) => {
    expect(await new ResultCache(service({ get }), onFailure).get("tenant:a", "d")).toBe("bypass");
  });

  test("a read that takes longer than 200 ms is a bypass", async () => {
    const read = new ResultCache(service({ get: () => new Promise(() => undefined) }), onFailure).get("tenant:a", "d");
    await vi.advanceTimersByTimeAsync(200);
    expect(await read).toBe("bypass");
  });

  test("after five failures it is left alone for ten seconds", async () => {
    const get = vi.fn<CacheService["get"]>(faults["rejects"]);
    const cache = new ResultCache(service({ get }), onFailure);
    for (let i = 0; i < 8; i++) await cache.get("tenant:a", "d");
    await cache.put(ENTRY);
    expect(get).toHaveBeenCalledTimes(5);
    vi.setSystemTime(Date.now() + 10_000);
    await cache.get("tenant:a", "d");
    expect(get).toHaveBeenCalledTimes(6);
    expect(onFailure).toHaveBeenCalledTimes(6);
  });

  test("refusals of what was asked do not count as its failures", async () => {
    const cache = new ResultCache(service({ put: async () => fail("body_too_large", "too large") }), onFailure);
    for (let i = 0; i < 6; i++) await cache.put(ENTRY);
    expect(await cache.get("tenant:a", "d")).toBe(VALUE);
    expect(onFailure).not.toHaveBeenCalled();
  });

  test("a failed write is logged, and nothing else", async () => {
    const cache = new ResultCache(service({ put: () => Promise.reject(new Error("lost")) }), onFailure);
    await expect(cache.put(ENTRY)).resolves.toBeUndefined();
    expect(console.error).toHaveBeenCalledOnce();
    expect(onFailure).toHaveBeenCalledOnce();
  });
});
