import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { randomKey } from "../src/auth/key-format.ts";
import { hashSecret } from "../src/auth/key-hash.ts";
import { keyRecord } from "../src/auth/key-record.ts";
import type { Gateway } from "../src/gateway.ts";
import type { KeyGuardService } from "../src/guard/key-guard-service.ts";
import type { GuardNamespace } from "../src/guard/key-guards.ts";
import { administer, createKey } from "./admin-keys.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { PEPPER } from "./keys.ts";

const NOON = Date.UTC(2026, 10, 24, 12);

beforeEach(async () => {
  await resetStandIns();
  vi.useFakeTimers({ toFake: ["Date"], now: NOON });
});
afterEach(() => void vi.useRealTimers());

async function statuses(gateway: Gateway, key: string, times: number): Promise<Record<number, number>> {
  const all = await Promise.all(Array.from({ length: times }, () => send(gateway, "/tokenize", { body: { content: "a" }, key })));
  return Object.fromEntries(
    [...new Set(all.map(({ status }) => status))].map((code) => [code, all.filter(({ status }) => status === code).length]),
  );
}

describe("requests a minute", () => {
  test("of 1,000 at once at a limit of 100 exactly 100 are admitted, across isolates and an eviction", async () => {
    const { id, key } = await createKey(newGateway(), { limits: { requests_per_minute: 100 } });
    const [here, there] = await Promise.all([statuses(newGateway(), key, 500), statuses(newGateway(), key, 500)]);
    expect([(here[200] ?? 0) + (there[200] ?? 0), (here[429] ?? 0) + (there[429] ?? 0)]).toEqual([100, 900]);
    await evictDurableObject(env.KEY_GUARD.getByName(id));
    expect(await statuses(newGateway(), key, 10)).toEqual({ 429: 10 });
  });

  test("of 1,000 at once at a limit of 100 the guard admits exactly 100, 20 times over, and none after an eviction", async () => {
    const { id, secret } = randomKey("test");
    const hash = await hashSecret(PEPPER, secret);
    const record = keyRecord.parse({
      id,
      env: "test",
      hash,
      tenant: "acme",
      scopes: ["generate"],
      name: "n",
      limits: { requests_per_minute: 100 },
    });
    const ask = {
      proof: { env: "test", hash },
      anyOf: ["generate"],
      operation: "generate",
      model: "m",
      cached: false,
      reservation: null,
    } as const;
    const guard = (): KeyGuardService => (env.KEY_GUARD as unknown as GuardNamespace).getByName(id);
    await guard().create(record);
    for (let repeat = 0; repeat < 20; repeat++) {
      const decisions = await Promise.all(Array.from({ length: 1000 }, () => guard().admit(ask)));
      expect(decisions.filter(({ outcome }) => outcome.ok)).toHaveLength(100);
      await evictDurableObject(env.KEY_GUARD.getByName(id));
      expect((await guard().admit(ask)).outcome.ok).toBe(false);
      vi.setSystemTime(NOON + 60_000 * (repeat + 1));
    }
  });

  test("come back one by one, and at a minute's boundary there is no second burst", async () => {
    const gateway = newGateway();
    const { key } = await createKey(gateway, { limits: { requests_per_minute: 60 } });
    vi.setSystemTime(NOON + 59_999);
    expect(await statuses(gateway, key, 100)).toEqual({ 200: 60, 429: 40 });
    vi.setSystemTime(NOON + 60_001);
    expect(await statuses(newGateway(), key, 100)).toEqual({ 429: 100 });
    vi.setSystemTime(NOON + 65_000);
    expect(await statuses(newGateway(), key, 100)).toEqual({ 200: 5, 429: 95 });
  });

  test("a refusal says when to come back, on every family of routes, and what is left is told on every answer", async () => {
    const gateway = newGateway();
    const { key } = await createKey(gateway, {
      limits: { requests_per_minute: 2, tokens_per_minute: 1000 },
      scopes: ["generate", "admin"],
    });
    const first = await send(gateway, "/tokenize", { body: { content: "a" }, key });
    expect(Object.fromEntries(first.headers)).toMatchObject({
      "x-ratelimit-limit-requests": "2",
      "x-ratelimit-remaining-requests": "1",
      "x-ratelimit-reset-requests": "30s",
      "x-ratelimit-limit-tokens": "1000",
      "x-ratelimit-remaining-tokens": "1000",
      "x-ratelimit-reset-tokens": "0s",
      ratelimit: '"requests";r=1;t=30, "tokens";r=1000;t=0',
      "ratelimit-policy": '"requests";q=2;w=60, "tokens";q=1000;w=60',
    });
    const bad = await send(gateway, "/tokenize", { body: {}, key });
    expect([bad.status, bad.headers.get("x-ratelimit-remaining-requests")]).toEqual([400, "0"]);
    for (const path of ["/tokenize", "/admin/keys", "/tokenize"]) {
      const refused = await send(gateway, path, { ...(path === "/tokenize" ? { body: { content: "a" } } : {}), key });
      expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("x-ratelimit-remaining-requests")]).toEqual([
        429,
        "30",
        "0",
      ]);
    }
  });
});

test("a limit that an operator lifts holds for the next request of every isolate within a second", async () => {
  const gateway = newGateway();
  const { id, key } = await createKey(gateway, { limits: { requests_per_minute: 1 } });
  expect(await statuses(gateway, key, 3)).toEqual({ 200: 1, 429: 2 });
  await administer(gateway, "PATCH", `/admin/keys/${id}`, { limits: { requests_per_minute: 1000 } });
  vi.setSystemTime(NOON + 1000);
  expect(await statuses(gateway, key, 3)).toEqual({ 200: 3 });
});

test("a key without limits of its own has the service's", async () => {
  const { key } = await createKey(newGateway());
  const response = await send(newGateway(), "/tokenize", { body: { content: "a" }, key });
  expect(response.headers.get("x-ratelimit-limit-requests")).toBe("50000");
});
