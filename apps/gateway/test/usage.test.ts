import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { fail, ok, type LedgerService } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Gateway } from "../src/gateway.ts";
import { usageRoute } from "../src/routes/admin/usage.ts";
import { administer, createKey } from "./admin-keys.ts";
import { deliveryFaults } from "./delivery-faults.ts";
import { expectNestedError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { ledger } from "./stand-ins/ledger.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

function counted(id: string): number {
  return ledger.usage.filter(({ keyId }) => keyId === id).reduce((sum, { requests }) => sum + requests, 0);
}

async function admittedOf(gateway: Gateway, key: string, times: number): Promise<number> {
  const all = await Promise.all(Array.from({ length: times }, () => send(gateway, "/tokenize", { body: { content: "a" }, key })));
  return all.filter(({ status }) => status === 200).length;
}

/** Delivers until nothing is due. */
async function deliverAll(id: string): Promise<void> {
  while (await runDurableObjectAlarm(env.KEY_GUARD.getByName(id)));
}

describe("usage", () => {
  test("in the ledger is what was admitted, though deliveries fail or are cut off, and objects are evicted", async () => {
    const gateway = newGateway();
    const { id, key } = await createKey(gateway, { limits: { requests_per_minute: 280 } });
    const usual = ledger.does.recordUsage;
    let admitted = 0;
    for (let round = 0; round < 10; round++) {
      ledger.does.recordUsage = round % 2 === 0 ? deliveryFaults(usual)[round % 3]! : usual;
      admitted += await admittedOf(gateway, key, 40);
      await runDurableObjectAlarm(env.KEY_GUARD.getByName(id));
      if (round % 2 === 1) await evictDurableObject(env.KEY_GUARD.getByName(id));
    }
    ledger.does.recordUsage = usual;
    await deliverAll(id);
    expect(admitted).toBeGreaterThanOrEqual(280);
    expect(counted(id)).toBe(admitted);
    await deliverAll(id);
    expect(counted(id)).toBe(admitted);
  });

  test("waits in few rows however long the ledger is away, and is asked for by an alarm", async () => {
    const gateway = newGateway();
    const { id, key } = await createKey(gateway);
    ledger.does.recordUsage = async () => fail("unavailable", "D1 is away");
    for (let round = 0; round < 5; round++) {
      await admittedOf(gateway, key, 20);
      await runDurableObjectAlarm(env.KEY_GUARD.getByName(id));
    }
    await runInDurableObject(env.KEY_GUARD.getByName(id), async (_, state) => {
      expect(await state.storage.getAlarm()).not.toBeNull();
      expect(JSON.stringify(state.storage.kv.get("state")).length).toBeLessThan(2000);
    });
  });

  test("is told by key, day, model and operation", async () => {
    const gateway = newGateway();
    const { id, key } = await createKey(gateway);
    const today = new Date().toISOString().slice(0, 10);
    await admittedOf(gateway, key, 3);
    await deliverAll(id);
    const response = await administer(gateway, "GET", `/admin/usage?key=${id}&from=${today}&to=${today}`);
    const row = { day: today, key: id, tenant: "acme", model: "-", operation: "other", requests: 3, cached_requests: 0 };
    expect(usageRoute.response?.parse(await response.json())).toEqual({
      rows: [{ ...row, prompt_tokens: 0, completion_tokens: 0 }],
      cursor: null,
    });
  });

  test("is asked of the last 30 days where no day is given", async () => {
    const asked = vi.fn<LedgerService["usage"]>(async () => ok({ rows: [], cursor: null }));
    ledger.does.usage = asked;
    await administer(newGateway(), "GET", "/admin/usage?to=2026-03-01");
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ from: "2026-01-31", to: "2026-03-01" });
  });

  test.each([
    ["from=2026-11-24&to=2026-11-23", "from"],
    ["from=2024-01-01&to=2026-11-23", "from"],
    ["from=2026-02-30", "from"],
    ["to=yesterday", "to"],
    ["key=short", "key"],
  ])("%s is refused, and names the parameter", async (query, param) => {
    await expectNestedError(await administer(newGateway(), "GET", `/admin/usage?${query}`), 400, "invalid_request", param);
  });
});
