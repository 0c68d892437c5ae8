import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { KEYS, keyText } from "./keys.ts";
import { cache } from "./stand-ins/cache.ts";
import { embedder } from "./stand-ins/embedder.ts";
import { engine, GENERATION } from "./stand-ins/engine.ts";

beforeEach(resetStandIns);

const body = { prompt: "Hello" };
const WRONG_SECRET = "w".repeat(32);
const KEYED = [
  ["POST", "/generate", { prompt: "a" }],
  ["POST", "/embed", { text: "a" }],
  ["POST", "/tokenize", { content: "a" }],
  ["POST", "/detokenize", { tokens: [97] }],
  ["GET", "/info", undefined],
] as const;

describe("key check", () => {
  test.each(KEYED)("%s %s needs a key, and takes a valid one either way", async (method, path, payload) => {
    const gateway = newGateway();
    const missing = await send(gateway, path, { method, body: payload, key: null });
    expect(missing.headers.get("www-authenticate")).toBe("Bearer");
    await expectError(missing, 401, "missing_api_key");
    await expectError(await send(gateway, path, { method, body: payload, key: "st_test_made_up" }), 403, "invalid_api_key");
    await expectError(await send(gateway, path, { method, body: payload, key: keyText("acme", WRONG_SECRET) }), 403, "invalid_api_key");
    await expectError(await send(gateway, path, { method, body: payload, key: keyText("metricsOnly") }), 403, "insufficient_scope");
    const authorization = `Bearer ${keyText("acme")}`;
    expect((await send(gateway, path, { method, body: payload })).status).toBe(200);
    expect((await send(gateway, path, { method, body: payload, key: null, headers: { authorization } })).status).toBe(200);
  });

  test("two different keys are refused, two equal ones are one", async () => {
    const gateway = newGateway();
    const other = { authorization: `Bearer ${keyText("globex")}` };
    await expectError(await send(gateway, "/generate", { body, headers: other }), 400, "invalid_request");
    const same = { authorization: `Bearer ${keyText("acme")}` };
    expect((await send(gateway, "/generate", { body, headers: same })).status).toBe(200);
  });

  test("a scope for one route is none for another", async () => {
    const gateway = newGateway();
    const key = keyText("embedOnly");
    expect((await send(gateway, "/embed", { body: { text: "a" }, key })).status).toBe(200);
    expect((await send(gateway, "/tokenize", { body: { content: "a" }, key })).status).toBe(200);
    await expectError(await send(gateway, "/generate", { body, key }), 403, "insufficient_scope");
  });

  test("a key of the other environment is not valid, though id and secret are", async () => {
    const { formatKey } = await import("../src/auth/key-format.ts");
    const key = formatKey({ env: "live", id: KEYS.acme.id, secret: KEYS.acme.secret });
    await expectError(await send(newGateway(), "/generate", { body, key }), 403, "invalid_api_key");
  });

  test("a malformed key costs no call to any other Worker", async () => {
    const describeEngine = vi.spyOn(engine.does, "describe");
    await send(newGateway(), "/generate", { body, key: `${keyText("acme").slice(0, -1)}!` });
    expect(describeEngine).not.toHaveBeenCalled();
    expect(cache.reads).toBe(0);
  });

  test("a key of a megabyte is a refusal, not a failure", async () => {
    await expectError(await send(newGateway(), "/generate", { body, key: "x".repeat(1_000_000) }), 403, "invalid_api_key");
  });

  test("whoever is not admitted gets no cached answer and starts no work", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/generate", { body })).settled();
    engine.jobs = [];
    for (const stream of [false, true]) {
      const response = await send(gateway, "/generate", { body: { ...body, stream }, key: keyText("acme", WRONG_SECRET) });
      await response.settled();
      expect(response.headers.get("x-steadytext-cache")).toBeNull();
      const told = await expectError(response, 403, "invalid_api_key");
      expect(JSON.stringify(told)).not.toContain(GENERATION.text.slice(0, 4));
    }
    const other = await send(gateway, "/embed", { body: { text: "a" }, key: keyText("acme", WRONG_SECRET) });
    await other.settled();
    expect([engine.jobs, embedder.jobs]).toEqual([[], []]);
  });

  test("whoever is not admitted learns nothing about the body", async () => {
    const gateway = newGateway();
    for (const raw of ["{", "[]", '{"prompt":5}', "x".repeat(100_000)]) {
      await expectError(await send(gateway, "/generate", { raw, key: keyText("acme", WRONG_SECRET) }), 403, "invalid_api_key");
      await expectError(await send(gateway, "/generate", { raw, key: null }), 401, "missing_api_key");
    }
  });
});
