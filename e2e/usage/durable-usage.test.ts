import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { RestartableGateway } from "./restartable-gateway.ts";
import { countedOf, nothingSeen, UsageClients } from "./usage-clients.ts";

const ROUNDS = 10;
/** A longer run: STEADYTEXT_USAGE_REQUESTS=10000 vitest run usage. */
const REQUESTS_A_ROUND = Number(process.env["STEADYTEXT_USAGE_REQUESTS"] ?? 2000) / ROUNDS;

const clients = new UsageClients();
let gateway: RestartableGateway;
let folder: string;
const secretsShown = [clients.operator.key, clients.caller.key];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "steadytext-usage-"));
  gateway = await clients.start(folder);
});
afterAll(() => gateway.close());

describe("usage", () => {
  test("is what the clients counted, after 5 evictions, 5 failures of the database and 3 kills of the runtime", async () => {
    const seen = nothingSeen();
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 2 === 0) await gateway.sql("ALTER TABLE ledger_deliveries RENAME TO away");
      await clients.requests(gateway, seen, REQUESTS_A_ROUND);
      if (round % 2 === 1) await gateway.evictGuard(clients.callerId);
      if (round % 4 === 1) await gateway.killAndRestart();
      if (round % 2 === 0) await gateway.sql("ALTER TABLE away RENAME TO ledger_deliveries");
    }
    expect(seen).toEqual({ answered: ROUNDS * REQUESTS_A_ROUND, generated: (ROUNDS * REQUESTS_A_ROUND) / 4, cut: 0, refused: [] });
    await vi.waitFor(async () => expect(await clients.counted(gateway)).toEqual(countedOf(seen)), { timeout: 60_000, interval: 1000 });
  }, 600_000);

  test("of requests that a kill cut off is counted once or not at all, and of those answered once", async () => {
    const before = await clients.counted(gateway);
    const during = nothingSeen();
    const running = clients.requests(gateway, during, 600);
    await vi.waitFor(() => expect(during.answered).toBeGreaterThan(100), { timeout: 30_000, interval: 5 });
    await gateway.killAndRestart();
    await running;
    await clients.requests(gateway, during, 10);
    expect(during.cut).toBeGreaterThan(0);
    const counted = async (): Promise<number> => (await clients.counted(gateway)).requests - before.requests;
    await vi.waitFor(async () => expect(await counted()).toBeGreaterThanOrEqual(during.answered), { timeout: 60_000, interval: 1000 });
    expect(await counted()).toBeLessThanOrEqual(during.answered + during.cut);
  }, 300_000);

  test("and keys leave no secret in any store or log", async () => {
    const headers = { "x-api-key": clients.operator.key, "content-type": "application/json" };
    const body = JSON.stringify({ name: "canary", tenant: "acme", scopes: ["generate"] });
    const made = (await (await gateway.send("/admin/keys", { method: "POST", headers, body })).json()) as { id: string; key: string };
    const rotated = await gateway.send(`/admin/keys/${made.id}/rotate`, { method: "POST", headers, body: "{}" });
    secretsShown.push(made.key, ((await rotated.json()) as { key: string }).key);
    for (const key of secretsShown.slice(2)) await gateway.send("/info", { headers: { "x-api-key": key } });
    await gateway.killAndRestart();
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const stored = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
    expect(stored.some((text) => text.includes(made.id))).toBe(true);
    for (const key of secretsShown) {
      const secret = key.split("_")[3]?.slice(0, 32) ?? "";
      expect(secret).toHaveLength(32);
      expect([...stored, gateway.log()].filter((text) => text.includes(secret))).toEqual([]);
    }
  });
});
