import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { formatKey, randomKey } from "../src/auth/key-format.ts";
import type { GuardNamespace } from "../src/guard/key-guards.ts";
import { expectError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { cache } from "./stand-ins/cache.ts";

beforeEach(resetStandIns);

const body = { prompt: "Hello" };
const from = (address: string) => ({ "cf-connecting-ip": address });

/** Guards that count who is looked up. */
function countedGuards() {
  const asked: string[] = [];
  const guards: GuardNamespace = {
    getByName(id) {
      asked.push(id);
      return (env.KEY_GUARD as unknown as GuardNamespace).getByName(id);
    },
  };
  return { guards, asked };
}

describe("keys that are not valid", () => {
  test("are refused from their text, without any storage operation, where they are malformed", async () => {
    const { guards, asked } = countedGuards();
    const gateway = newGateway({}, { guards });
    const malformed = [
      "x",
      keyText("acme").slice(0, -1),
      `${keyText("acme").slice(0, -1)}0`,
      keyText("acme").replace("test", "live"),
      "st_test_",
    ];
    for (const key of malformed) await expectError(await send(gateway, "/generate", { body, key }), 403, "invalid_api_key");
    expect([asked, cache.reads]).toEqual([[], 0]);
  });

  test("leave nothing behind where they are well-formed and made up", async () => {
    const gateway = newGateway();
    const parts = randomKey("test");
    await expectError(await send(gateway, "/generate", { body, key: formatKey(parts) }), 403, "invalid_api_key");
    const left = await runInDurableObject(env.KEY_GUARD.getByName(parts.id), async (_, { storage }) => {
      return [[...storage.kv.list()], await storage.getAlarm()];
    });
    expect(left).toEqual([[], null]);
  });

  test("are turned away after a hundred in ten seconds, whatever they look like; those before were told what is wrong", async () => {
    const { guards, asked } = countedGuards();
    const gateway = newGateway({}, { guards });
    for (let i = 0; i < 100; i++) {
      const key = i % 2 === 0 ? "made up" : formatKey(randomKey("test"));
      expect((await send(gateway, "/info", { key, headers: from(`2001:db8::${i}`) })).status).not.toBe(429);
    }
    const looked = asked.length;
    for (const key of ["made up", formatKey(randomKey("test"))]) {
      const refused = await send(gateway, "/generate", { body, key, headers: from("2001:db8::ffff") });
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      await expectError(refused, 429, "rate_limited");
    }
    expect(asked).toHaveLength(looked);
    await expectError(await send(gateway, "/generate", { body, key: "made up", headers: from("203.0.113.1") }), 403, "invalid_api_key");
  });

  test("do not lock out a key in use behind the same address", async () => {
    const gateway = newGateway();
    const headers = from("203.0.113.9");
    expect((await send(gateway, "/tokenize", { body: { content: "a" }, headers })).status).toBe(200);
    for (let i = 0; i < 150; i++) await send(gateway, "/tokenize", { body: { content: "a" }, key: "made up", headers });
    expect((await send(gateway, "/tokenize", { body: { content: "a" }, headers })).status).toBe(200);
  });
});

test("an idempotency key is echoed where it may stand in a header", async () => {
  const ask = (value: string) => send(newGateway(), "/tokenize", { body: { content: "a" }, headers: { "idempotency-key": value } });
  expect((await ask("order-17")).headers.get("idempotency-key")).toBe("order-17");
  expect((await ask("x".repeat(256))).headers.get("idempotency-key")).toBeNull();
});
