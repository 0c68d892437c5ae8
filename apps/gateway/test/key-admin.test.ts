import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { fail } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { parseKey } from "../src/auth/key-format.ts";
import type { Gateway } from "../src/gateway.ts";
import { keyAnswer, shownKeyAnswer } from "../src/routes/admin/keys/key-answer.ts";
import { listKeysRoute } from "../src/routes/admin/keys/list.ts";
import { administer, createKey } from "./admin-keys.ts";
import { expectNestedError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send } from "./gateway-client.ts";
import { KEYS, keyText } from "./keys.ts";
import { engine } from "./stand-ins/engine.ts";
import { ledger } from "./stand-ins/ledger.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const body = { prompt: "Hello" };

async function status(gateway: Gateway, key: string): Promise<number> {
  const response = await send(gateway, "/generate", { body, key });
  await response.settled();
  return response.status;
}

describe("a key that an operator makes", () => {
  test("works at once, in every isolate, and its text is nowhere but in that one answer", async () => {
    const gateway = newGateway();
    const made = await createKey(gateway, { limits: { requests_per_minute: 50 } });
    expect(parseKey(made.key)).toMatchObject({ env: "test", id: made.id });
    expect([await status(gateway, made.key), await status(newGateway(), made.key)]).toEqual([200, 200]);
    const read = await parsed(await administer(gateway, "GET", `/admin/keys/${made.id}`), keyAnswer);
    const { key, ...rest } = made;
    expect(read).toEqual(rest);
    expect(JSON.stringify([read, [...ledger.keys.values()]])).not.toContain(parseKey(key)?.secret);
  });

  test("is listed, newest first, and stays listed once it is revoked", async () => {
    const gateway = newGateway();
    const first = await createKey(gateway, { name: "first" });
    const second = await createKey(gateway, { name: "second", expires_at: "2126-01-01T00:00:00Z" });
    await administer(gateway, "DELETE", `/admin/keys/${first.id}`);
    const page = listKeysRoute.response?.parse(await (await administer(gateway, "GET", "/admin/keys")).json());
    expect(page).toMatchObject({
      cursor: null,
      keys: [
        { id: second.id, revoked_at: null },
        { id: first.id, revoked_at: expect.any(String) },
      ],
    });
  });

  test("is made although the ledger is away, and listed once it is back", async () => {
    const gateway = newGateway();
    ledger.does.indexKey = async () => fail("unavailable", "away");
    const made = await createKey(gateway);
    expect([await status(gateway, made.key), ledger.keys.has(made.id)]).toEqual([200, false]);
    await resetStandIns();
    const { runDurableObjectAlarm } = await import("cloudflare:test");
    await runDurableObjectAlarm(env.KEY_GUARD.getByName(made.id));
    expect(ledger.keys.get(made.id)).toMatchObject({ name: made.name, version: 1 });
  });

  test.each([
    ["no name", { name: undefined }, "name"],
    ["an unknown scope", { scopes: ["everything"] }, "scopes.0"],
    ["no scope", { scopes: [] }, "scopes"],
    ["a tenant that is none", { tenant: "A C M E" }, "tenant"],
    ["a limit of nothing", { limits: { requests_per_minute: 0 } }, "limits.requests_per_minute"],
    ["half a request", { limits: { requests_per_minute: 1.5 } }, "limits.requests_per_minute"],
    ["a time that is over", { expires_at: "2020-01-01T00:00:00Z" }, "expires_at"],
    ["a time that is none", { expires_at: "tomorrow" }, "expires_at"],
    ["another environment", { env: "prod" }, "env"],
  ])("with %s is refused, and names the field", async (_name, fields, param) => {
    const fine = { name: "n", tenant: "t", scopes: ["generate"] };
    await expectNestedError(await administer(newGateway(), "POST", "/admin/keys", { ...fine, ...fields }), 400, "invalid_request", param);
  });

  test("with a field that is not known is refused", async () => {
    const response = await administer(newGateway(), "POST", "/admin/keys", {
      name: "n",
      tenant: "t",
      scopes: ["generate"],
      secret: "mine",
    });
    await expectNestedError(response, 400, "unknown_field", "secret");
  });
});

describe("a key that an operator changes", () => {
  test("has its new scopes and limits with the next request, in every isolate", async () => {
    const [gateway, elsewhere] = [newGateway(), newGateway()];
    const made = await createKey(gateway, { limits: { requests_per_minute: 2 } });
    expect([await status(gateway, made.key), await status(elsewhere, made.key), await status(elsewhere, made.key)]).toEqual([
      200, 200, 429,
    ]);
    const path = `/admin/keys/${made.id}`;
    const changed = await parsed(await administer(gateway, "PATCH", path, { limits: { requests_per_minute: 100 } }), keyAnswer);
    expect(changed.limits).toEqual({ requests_per_minute: 100 });
    expect(await status(gateway, made.key)).toBe(200);
    await administer(gateway, "PATCH", path, { scopes: ["embed"] });
    expect(await status(gateway, made.key)).toBe(403);
  });

  test("once revoked admits nothing, anywhere, also after its object was evicted", async () => {
    const [gateway, elsewhere] = [newGateway(), newGateway()];
    const made = await createKey(gateway);
    expect([await status(gateway, made.key), await status(elsewhere, made.key)]).toEqual([200, 200]);
    const revoked = await parsed(await administer(gateway, "DELETE", `/admin/keys/${made.id}`), keyAnswer);
    expect(revoked.revoked_at).not.toBeNull();
    engine.jobs = [];
    expect([await status(gateway, made.key), await status(elsewhere, made.key)]).toEqual([403, 403]);
    await evictDurableObject(env.KEY_GUARD.getByName(made.id));
    expect([await status(gateway, made.key), await status(newGateway(), made.key)]).toEqual([403, 403]);
    expect(engine.jobs).toEqual([]);
    expect((await administer(gateway, "DELETE", `/admin/keys/${made.id}`)).status).toBe(200);
    await expectNestedError(await administer(gateway, "PATCH", `/admin/keys/${made.id}`, { name: "x" }), 400, "invalid_request");
  });

  test("once revoked admits none of the requests that begin after the answer, under load; other keys go on", async () => {
    const gateway = newGateway();
    const [made, other] = [await createKey(gateway), await createKey(gateway)];
    const revoked = Promise.withResolvers<void>();
    let isRevoked = false;
    const late: number[] = [];
    const beside: number[] = [];
    const load = async (): Promise<void> => {
      for (let i = 0; i < 25; i++) {
        const beganAfter = isRevoked;
        const code = await status(gateway, made.key);
        if (beganAfter) late.push(code);
        beside.push(await status(gateway, other.key));
        if (i === 10) await revoked.promise;
      }
    };
    const running = Array.from({ length: 10 }, load);
    await administer(gateway, "DELETE", `/admin/keys/${made.id}`);
    isRevoked = true;
    revoked.resolve();
    await Promise.all(running);
    expect(late.length).toBeGreaterThanOrEqual(140);
    expect([new Set(late), new Set(beside)]).toEqual([new Set([403]), new Set([200])]);
  });

  test("rotated takes both texts while the grace lasts, and the new one alone without any", async () => {
    const gateway = newGateway();
    const made = await createKey(gateway);
    const path = `/admin/keys/${made.id}/rotate`;
    const rotated = await parsed(await administer(gateway, "POST", path, { grace_seconds: 60 }), shownKeyAnswer);
    expect(rotated.id).toBe(made.id);
    expect([await status(gateway, made.key), await status(gateway, rotated.key)]).toEqual([200, 200]);
    const again = await parsed(await administer(gateway, "POST", path, { grace_seconds: 0 }), shownKeyAnswer);
    expect(await Promise.all([made.key, rotated.key, again.key].map((key) => status(gateway, key)))).toEqual([403, 403, 200]);
  });

  test("that comes from the configuration is told to be changed there; revoked here it is revoked", async () => {
    const gateway = newGateway();
    const path = `/admin/keys/${KEYS.cacheStranger.id}`;
    const read = await parsed(await administer(gateway, "GET", path), keyAnswer);
    expect(read).toMatchObject({ origin: "configuration", tenant: "globex" });
    await expectNestedError(await administer(gateway, "PATCH", path, { name: "x" }), 400, "invalid_request");
    await expectNestedError(await administer(gateway, "POST", `${path}/rotate`, {}), 400, "invalid_request");
    const ask = { body: { cache_name: "n" }, key: keyText("cacheStranger") };
    expect((await send(gateway, "/api/init", ask)).status).not.toBe(401);
    await administer(gateway, "DELETE", path);
    expect((await send(gateway, "/api/init", ask)).status).toBe(401);
  });
});

describe("administration of keys", () => {
  test.each([
    ["POST", "/admin/keys", { name: "n", tenant: "t", scopes: ["admin"] }],
    ["GET", "/admin/keys", undefined],
    ["GET", `/admin/keys/${KEYS.acme.id}`, undefined],
    ["PATCH", `/admin/keys/${KEYS.acme.id}`, { scopes: ["admin"] }],
    ["DELETE", `/admin/keys/${KEYS.acme.id}`, undefined],
    ["POST", `/admin/keys/${KEYS.acme.id}/rotate`, {}],
    ["GET", "/admin/usage", undefined],
  ])("%s %s is for operators alone", async (method, path, payload) => {
    const gateway = newGateway();
    await expectNestedError(await send(gateway, path, { method, body: payload, key: null }), 401, "missing_api_key");
    await expectNestedError(await send(gateway, path, { method, body: payload }), 403, "insufficient_scope");
    expect(await status(gateway, keyText("acme"))).toBe(200);
  });

  test.each(["nosuchkey000", "000000000000"])("there is no key %s: told so, and nothing is stored for it", async (id) => {
    const gateway = newGateway();
    for (const [method, rest, payload] of [
      ["GET", "", undefined],
      ["PATCH", "", {}],
      ["DELETE", "", undefined],
      ["POST", "/rotate", {}],
    ] as const) {
      await expectNestedError(await administer(gateway, method, `/admin/keys/${id}${rest}`, payload), 404, "not_found");
    }
    const { runInDurableObject } = await import("cloudflare:test");
    expect(await runInDurableObject(env.KEY_GUARD.getByName(id), (_, state) => [...state.storage.kv.list()])).toEqual([]);
  });

  test.each(["/admin/keys/short", "/admin/keys/..%2f..%2fetc", "/admin/keys/aaaaaaaaaaa%00"])("%s names no key", async (path) => {
    await expectNestedError(await administer(newGateway(), "GET", path), 400, "invalid_request", "id");
  });
});
