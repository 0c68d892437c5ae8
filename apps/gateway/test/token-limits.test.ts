import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { fail, ok } from "@steadytext/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createKey } from "./admin-keys.ts";
import { expectError } from "./error-answer.ts";
import type { Gateway } from "../src/gateway.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { embedder } from "./stand-ins/embedder.ts";
import { eventLines, eventsOf, engine, GENERATION } from "./stand-ins/engine.ts";

const NOON = Date.UTC(2026, 10, 24, 12);
const USED = GENERATION.usage.promptTokens + GENERATION.usage.completionTokens;

beforeEach(async () => {
  await resetStandIns();
  vi.useFakeTimers({ toFake: ["Date"], now: NOON });
});
afterEach(() => void vi.useRealTimers());

const body = { prompt: "Hello", max_tokens: 20 };
const anew = { "cache-control": "no-store, no-cache" };

describe("tokens", () => {
  test("are reserved before and settled after: what is told is what was used", async () => {
    const gateway = newGateway();
    const { key } = await createKey(gateway, { limits: { tokens_per_minute: 1000 } });
    for (const stream of [false, true]) {
      const response = await send(gateway, "/generate", { body: { ...body, stream }, headers: anew, key });
      await response.text();
      await response.settled();
    }
    const after = await send(gateway, "/tokenize", { body: { content: "a" }, key });
    expect(after.headers.get("x-ratelimit-remaining-tokens")).toBe(String(1000 - 2 * USED));
  });

  test("of a stored answer cost nothing, also when there are none left", async () => {
    const gateway = newGateway();
    const { key } = await createKey(gateway, { limits: { tokens_per_minute: 100 } });
    const miss = await send(gateway, "/generate", { body, key });
    await miss.settled();
    const { key: poor } = await createKey(gateway, { limits: { tokens_per_minute: 1 } });
    const hit = await send(gateway, "/generate", { body, key: poor });
    expect([miss.status, hit.status, hit.headers.get("x-steadytext-cache")]).toEqual([200, 200, "HIT"]);
    const told = await expectError(await send(gateway, "/generate", { body: { prompt: "Other" }, key: poor }), 429, "quota_exceeded");
    expect(told.error).toContain("ask for less");
  });

  test("a day's are used up to the last, and the answer says not to try again", async () => {
    const gateway = newGateway();
    const { key } = await createKey(gateway, { limits: { tokens_per_day: USED + 60 } });
    await (await send(gateway, "/generate", { body, headers: anew, key })).settled();
    await (await send(gateway, "/generate", { body: { ...body, max_tokens: 1 }, headers: anew, key })).settled();
    const refused = await send(gateway, "/generate", { body: { ...body, max_tokens: 100 }, headers: anew, key });
    expect([refused.headers.get("x-should-retry"), refused.headers.get("retry-after")]).toEqual(["false", String(12 * 3600)]);
    await expectError(refused, 429, "quota_exceeded");
    vi.setSystemTime(NOON + 12 * 3_600_000);
    expect((await send(newGateway(), "/generate", { body, headers: anew, key })).status).toBe(200);
  });

  test("of a generation that fails, or whose caller leaves before it begins, are given back", async () => {
    const gateway = newGateway();
    const { key } = await createKey(gateway, { limits: { tokens_per_minute: 1000, concurrent_requests: 1 } });
    engine.does.stream = async () => ok(eventLines([{ type: "error", error: { code: "unavailable", message: "gone" } }]));
    expect((await send(gateway, "/generate", { body, key })).status).toBe(503);
    await resetStandIns();
    const after = await send(gateway, "/generate", { body, key });
    expect(after.status).toBe(200);
    expect(after.headers.get("x-ratelimit-remaining-tokens")).toBe(String(1000 - USED));
  });
});

describe("tokens of embeddings", () => {
  const remaining = async (gateway: Gateway, key: string) =>
    (await send(gateway, "/tokenize", { body: { content: "a" }, key })).headers.get("x-ratelimit-remaining-tokens");

  test("are those of the texts that were computed, and what fails gives its own back", async () => {
    const gateway = newGateway();
    const { key } = await createKey(gateway, { limits: { tokens_per_minute: 1000, concurrent_requests: 1 } });
    await (await send(gateway, "/embed", { body: { text: ["four", "five5"] }, key })).settled();
    expect(await remaining(gateway, key)).toBe("991");
    await (await send(gateway, "/v1/embeddings", { body: { input: ["four", "sixsix"] }, key })).settled();
    expect(await remaining(gateway, key)).toBe("985");
    embedder.does.embed = async () => fail("unavailable", "gone");
    expect((await send(gateway, "/embed", { body: { text: "new" }, key })).status).toBe(503);
    embedder.does.embed = async () => ok([]);
    expect((await send(gateway, "/embed", { body: { text: "new" }, key })).status).toBe(500);
    expect(await remaining(gateway, key)).toBe("985");
  });

  test("are reserved before the work, and stored vectors cost none", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/embed", { body: { text: "known" } })).settled();
    const { key: poor } = await createKey(gateway, { limits: { tokens_per_minute: 1 } });
    expect((await send(gateway, "/embed", { body: { text: "known" }, key: poor })).status).toBe(200);
    embedder.jobs = [];
    await expectError(await send(gateway, "/embed", { body: { text: "other" }, key: poor }), 429, "quota_exceeded");
    expect(embedder.jobs).toEqual([]);
  });

  test("are settled once when the model changes in the middle", async () => {
    const gateway = newGateway();
    const { key } = await createKey(gateway, { limits: { tokens_per_minute: 1000, concurrent_requests: 1 } });
    const { embed } = embedder.does;
    embedder.does.embed = async () => {
      embedder.does.embed = embed;
      return fail("model_changed", "changed");
    };
    expect((await send(gateway, "/embed", { body: { text: "twice" }, key })).status).toBe(200);
    expect(await remaining(gateway, key)).toBe("995");
  });
});

describe("concurrent requests", () => {
  test("are bounded while they compute, and what ends makes room for the next", async () => {
    const gateway = newGateway();
    const { id, key } = await createKey(gateway, { limits: { concurrent_requests: 1 } });
    const gate = Promise.withResolvers<void>();
    engine.does.stream = async () => {
      await gate.promise;
      return ok(eventLines(eventsOf(GENERATION)));
    };
    const running = send(gateway, "/generate", { body, headers: anew, key });
    await vi.waitFor(() => expect(engine.jobs).toHaveLength(1));
    await expectError(await send(gateway, "/generate", { body, headers: anew, key }), 429, "rate_limited");
    expect((await send(gateway, "/tokenize", { body: { content: "a" }, key })).status).toBe(200);
    await evictDurableObject(env.KEY_GUARD.getByName(id));
    await expectError(await send(gateway, "/generate", { body, headers: anew, key }), 429, "rate_limited");
    gate.resolve();
    expect((await running).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await send(gateway, "/generate", { body, headers: anew, key })).status).toBe(200);
  });
});

test("a key of one model may use no other, not even what is stored", async () => {
  const gateway = newGateway();
  await (await send(gateway, "/generate", { body })).settled();
  const made = await createKey(gateway, { models: ["another"] });
  const response = await send(gateway, "/generate", { body, key: made.key });
  expect((await expectError(response, 403, "insufficient_scope")).error).toContain("another");
  const other = await createKey(gateway, { models: ["tiny-chat"] });
  expect((await send(gateway, "/generate", { body, key: other.key })).status).toBe(200);
});
