import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { mintKey } from "../harness/keys.ts";
import { startRestartableGateway, type RestartableGateway } from "./restartable-gateway.ts";

const PEPPER = "pepper of the crash tests";
const CONNECTIONS = 32;
const ROUNDS = 10;
/** A longer run: STEADYTEXT_USAGE_REQUESTS=10000 vitest run usage. */
const REQUESTS_A_ROUND = Number(process.env["STEADYTEXT_USAGE_REQUESTS"] ?? 2000) / ROUNDS;
const TOKENS_A_GENERATION = 7;

const operator = mintKey(PEPPER, { tenant: "ops", scopes: ["admin"] });
const caller = mintKey(PEPPER, { tenant: "acme", scopes: ["generate", "embed"] });
const idOf = (key: string): string => key.split("_")[2] ?? "";

let gateway: RestartableGateway;
let folder: string;
const secretsShown = [operator.key, caller.key];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "steadytext-usage-"));
  const limits = { requests_per_minute: 1_000_000, tokens_per_minute: 100_000_000, concurrent_requests: 1000 };
  const records = [operator.record, { ...caller.record, limits }];
  gateway = await startRestartableGateway(folder, { KEY_PEPPER: PEPPER, API_KEYS: JSON.stringify(records) });
});
afterAll(() => gateway.close());

/** What the clients saw: each request was answered, or its connection was cut. */
interface Seen {
  answered: number;
  generated: number;
  cut: number;
}

async function requests(seen: Seen, times: number): Promise<void> {
  let left = times;
  const connection = async (): Promise<void> => {
    while (left > 0) await one(seen, left-- % 4 === 0);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
}

async function one(seen: Seen, generates: boolean): Promise<void> {
  const headers = { "x-api-key": caller.key, "content-type": "application/json", "cache-control": "no-store, no-cache" };
  const generation = { method: "POST", body: JSON.stringify({ prompt: "a", max_tokens: 2 }), headers };
  try {
    const response = await gateway.send(generates ? "/generate" : "/info", generates ? generation : { headers });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`answered with ${response.status}`);
    seen.answered += 1;
    if (generates) seen.generated += 1;
  } catch (cause) {
    if (cause instanceof Error && cause.message.startsWith("answered")) throw cause;
    seen.cut += 1;
  }
}

async function usage(): Promise<{ requests: number; tokens: number }> {
  const response = await gateway.send(`/admin/usage?key=${idOf(caller.key)}`, { headers: { "x-api-key": operator.key } });
  const { rows } = (await response.json()) as { rows: readonly { requests: number; prompt_tokens: number; completion_tokens: number }[] };
  const sum = (count: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + count(row), 0);
  return { requests: sum((row) => row.requests), tokens: sum((row) => row.prompt_tokens + row.completion_tokens) };
}

describe("usage", () => {
  const seen: Seen = { answered: 0, generated: 0, cut: 0 };

  test("is what the clients counted, after 5 evictions, 5 failures of the database and 3 kills of the runtime", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 2 === 0) await gateway.sql("ALTER TABLE ledger_deliveries RENAME TO away");
      await requests(seen, REQUESTS_A_ROUND);
      if (round % 2 === 1) await gateway.evictGuard(idOf(caller.key));
      if (round % 4 === 1) await gateway.killAndRestart();
      if (round % 2 === 0) await gateway.sql("ALTER TABLE away RENAME TO ledger_deliveries");
    }
    expect(seen).toEqual({ answered: ROUNDS * REQUESTS_A_ROUND, generated: (ROUNDS * REQUESTS_A_ROUND) / 4, cut: 0 });
    const counted = { requests: seen.answered, tokens: seen.generated * TOKENS_A_GENERATION };
    await vi.waitFor(async () => expect(await usage()).toEqual(counted), { timeout: 60_000, interval: 1000 });
  }, 600_000);

  test("of requests that a kill cut off is counted once or not at all, and of those answered once", async () => {
    const before = await usage();
    const during: Seen = { answered: 0, generated: 0, cut: 0 };
    const running = requests(during, 600);
    await vi.waitFor(() => expect(during.answered).toBeGreaterThan(100), { timeout: 30_000, interval: 5 });
    await gateway.killAndRestart();
    await running;
    await requests(during, 10);
    expect(during.cut).toBeGreaterThan(0);
    const counted = async (): Promise<number> => (await usage()).requests - before.requests;
    await vi.waitFor(async () => expect(await counted()).toBeGreaterThanOrEqual(during.answered), { timeout: 60_000, interval: 1000 });
    expect(await counted()).toBeLessThanOrEqual(during.answered + during.cut);
  }, 300_000);

  test("and keys leave no secret in any store or log", async () => {
    const headers = { "x-api-key": operator.key, "content-type": "application/json" };
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
