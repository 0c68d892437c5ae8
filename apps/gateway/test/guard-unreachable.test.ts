import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { GuardNamespace } from "../src/guard/key-guards.ts";
import { createKey } from "./admin-keys.ts";
import { expectError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";

const NOON = Date.UTC(2026, 10, 24, 12);
const usual = env.KEY_GUARD as unknown as GuardNamespace;
let isReachable = true;

/** Guards that a test cuts off. */
const guards: GuardNamespace = {
  getByName(id) {
    if (!isReachable) throw new Error("Network connection lost.");
    return usual.getByName(id);
  },
};

beforeEach(async () => {
  await resetStandIns();
  isReachable = true;
  vi.spyOn(console, "error").mockReturnValue();
  vi.useFakeTimers({ toFake: ["Date"], now: NOON });
});
afterEach(() => void vi.useRealTimers());

const ask = (key: string) => ({ body: { content: "a" }, key });

describe("while guards cannot be reached", () => {
  test("keys of the last five minutes pass, others are told to try again, and nobody that the key is wrong", async () => {
    const gateway = newGateway({}, { guards });
    expect((await send(gateway, "/tokenize", ask(keyText("acme")))).status).toBe(200);
    isReachable = false;
    vi.setSystemTime(NOON + 299_999);
    expect((await send(gateway, "/tokenize", ask(keyText("acme")))).status).toBe(200);
    const unknown = await send(gateway, "/tokenize", ask(keyText("globex")));
    expect(unknown.headers.get("retry-after")).toBe("1");
    await expectError(unknown, 503, "auth_unavailable");
    await expectError(await send(gateway, "/tokenize", ask(keyText("acme", "w".repeat(32)))), 503, "auth_unavailable");
    vi.setSystemTime(NOON + 300_000);
    await expectError(await send(gateway, "/tokenize", ask(keyText("acme"))), 503, "auth_unavailable");
    isReachable = true;
    expect((await send(gateway, "/tokenize", ask(keyText("globex")))).status).toBe(200);
  });

  test("a key passes at a tenth of its limit, and not at all where its last answer was that it is revoked", async () => {
    const gateway = newGateway({}, { guards });
    const { id, key } = await createKey(gateway, { limits: { requests_per_minute: 50 } });
    const revoked = await createKey(gateway);
    for (const each of [key, revoked.key]) await send(gateway, "/tokenize", ask(each));
    await usual.getByName(revoked.id).revoke();
    await send(gateway, "/tokenize", ask(revoked.key));
    isReachable = false;
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await send(gateway, "/tokenize", ask(key))).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    await expectError(await send(gateway, "/tokenize", ask(revoked.key)), 503, "auth_unavailable");
    expect(id).not.toBe(revoked.id);
  });

  test("a guard that never answers is given up, and its key passes", async () => {
    vi.useRealTimers();
    let hangs = false;
    const slow: GuardNamespace = {
      getByName(id) {
        const guard = usual.getByName(id);
        return hangs ? { ...guard, admit: () => new Promise<never>(() => undefined) } : guard;
      },
    };
    const gateway = newGateway({}, { guards: slow });
    await send(gateway, "/tokenize", ask(keyText("acme")));
    hangs = true;
    expect((await send(gateway, "/tokenize", ask(keyText("acme")))).status).toBe(200);
  });
});
