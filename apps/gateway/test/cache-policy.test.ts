import { fail, generateAnswer, ok } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send, type Send } from "./gateway-client.ts";
import { cache } from "./stand-ins/cache.ts";
import { engine, GENERATION } from "./stand-ins/engine.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const body = { prompt: "Hello" };

/** A gateway that has answered and stored `body` once. */
async function warmGateway() {
  const gateway = newGateway();
  await (await send(gateway, "/generate", { body })).settled();
  engine.jobs = [];
  return gateway;
}

describe("cache policy", () => {
  test.each<[string, Send]>([
    ["Cache-Control: no-cache", { body, headers: { "cache-control": "no-cache" } }],
    ["Cache-Control: max-age=0", { body, headers: { "cache-control": "max-age=0" } }],
    ["cache.no_cache", { body: { ...body, cache: { no_cache: true } } }],
  ])("%s computes anew, and stores", async (_name, request) => {
    const gateway = await warmGateway();
    cache.entries.clear();
    const response = await send(gateway, "/generate", request);
    await response.settled();
    expect(response.headers.get("x-steadytext-cache")).toBe("BYPASS");
    expect(engine.jobs).toHaveLength(1);
    expect(cache.entries.size).toBe(1);
  });

  test.each<[string, Send]>([
    ["Cache-Control: no-store", { body, headers: { "cache-control": "no-store" } }],
    ["cache.no_store", { body: { ...body, cache: { no_store: true } } }],
  ])("%s stores nothing", async (_name, request) => {
    const response = await send(newGateway(), "/generate", request);
    await response.settled();
    expect(response.headers.get("x-steadytext-cache")).toBe("MISS");
    expect(cache.entries.size).toBe(0);
  });

  test("only-if-cached gives what is stored, or 504, and computes nothing", async () => {
    const headers = { "cache-control": "only-if-cached" };
    const gateway = await warmGateway();
    expect((await send(gateway, "/generate", { body, headers })).headers.get("x-steadytext-cache")).toBe("HIT");
    await expectError(await send(gateway, "/generate", { body: { prompt: "Other" }, headers }), 504, "not_cached");
    await expectError(await send(gateway, "/embed", { body: { text: "Other" }, headers }), 504, "not_cached");
    expect(engine.jobs).toHaveLength(0);
  });

  test("an entry lives as long as the request says, else as long as the cache decides", async () => {
    await (await send(newGateway(), "/generate", { body })).settled();
    await (await send(newGateway(), "/generate", { body: { prompt: "Other", cache: { ttl: 90 } } })).settled();
    expect([...cache.entries.values()].map((entry) => entry.ttlSeconds)).toEqual([undefined, 90]);
  });
});

describe("a cache that is down", () => {
  test.each([
    ["fails", async () => fail("unavailable", "down")],
    [
      "throws",
      async () => {
        throw new Error("canary");
      },
    ],
    ["never answers", () => new Promise<never>(() => undefined)],
  ])("that %s makes answers slower, never wrong", async (_name, get) => {
    cache.does = { ...cache.does, get, getMany: get };
    const gateway = newGateway();
    const response = await send(gateway, "/generate", { body });
    expect(response.headers.get("x-steadytext-cache")).toBe("BYPASS");
    expect((await parsed(response, generateAnswer)).text).toBe(GENERATION.text);
    const embedded = await send(gateway, "/embed", { body: { text: "a" } });
    expect([embedded.status, embedded.headers.get("x-steadytext-cache")]).toEqual([200, "BYPASS"]);
  });

  test("is left alone after five failures", async () => {
    cache.does.get = async () => fail("unavailable", "down");
    const gateway = newGateway();
    for (let i = 0; i < 8; i++) {
      const response = await send(gateway, "/generate", { body, headers: { "cache-control": "no-store" } });
      expect(response.status).toBe(200);
    }
    expect(cache.reads).toBe(5);
  });

  test.each([
    ["no JSON", new TextEncoder().encode("{")],
    ["another shape", new TextEncoder().encode('{"text":"wrong answer"}')],
    ["pieces of another text", new TextEncoder().encode(JSON.stringify({ ...GENERATION, text: "wrong answer" }))],
    ["nothing", new Uint8Array(0)],
  ])("whose value is %s is a miss", async (_name, value) => {
    cache.does.get = async () => ok(value);
    const response = await send(newGateway(), "/generate", { body });
    expect(response.headers.get("x-steadytext-cache")).toBe("MISS");
    expect((await parsed(response, generateAnswer)).text).toBe(GENERATION.text);
  });
});
