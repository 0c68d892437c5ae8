import type { RestartableGateway } from "./restartable-gateway.ts";
import { countedOf, nothingSeen, type Seen, type UsageClients } from "./usage-clients.ts";

/** Tables without which the database might as well be away: deliveries to the ledger, and the cache's record. */
const TABLES = ["ledger_deliveries", "cache_entries"] as const;
const DELIVERED_WITHIN_MS = 120_000;

/** What callers and the ledger saw of an outage. */
export interface Outage {
  readonly seen: Seen;
  /** From the end of the outage until the ledger had everything. */
  readonly drainedMs: number;
}

/** A database that is away for so many seconds under a load. Rejects when the ledger never comes to what the clients counted. */
export async function databaseOutage(
  gateway: RestartableGateway,
  clients: UsageClients,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<Outage> {
  const before = await clients.counted(gateway);
  const seen = nothingSeen();
  for (const table of TABLES) await gateway.sql(`ALTER TABLE ${table} RENAME TO away_${table}`);
  await clients.atRate(gateway, seen, load.perSecond, load.seconds);
  for (const table of TABLES) await gateway.sql(`ALTER TABLE away_${table} RENAME TO ${table}`);
  const endedAt = performance.now();
  const due = countedOf(seen);
  const expected = { requests: before.requests + due.requests, tokens: before.tokens + due.tokens };
  for (;;) {
    const counted = await clients.counted(gateway);
    const drainedMs = performance.now() - endedAt;
    if (counted.requests === expected.requests && counted.tokens === expected.tokens) return { seen, drainedMs };
    if (drainedMs > DELIVERED_WITHIN_MS)
      throw new Error(`the ledger has ${JSON.stringify(counted)} in place of ${JSON.stringify(expected)}`);
    await new Promise((resolve) => void setTimeout(resolve, 250));
  }
}

/** Milliseconds from a kill of the runtime in the middle of requests to the first answer after it. */
export async function killUnderLoad(gateway: RestartableGateway, clients: UsageClients, seen: Seen): Promise<number> {
  const running = clients.requests(gateway, seen, 300);
  const answeredBefore = seen.answered;
  while (seen.answered < answeredBefore + 50) await new Promise((resolve) => void setTimeout(resolve, 5));
  const killedAt = performance.now();
  await gateway.killAndRestart();
  await clients.requests(gateway, seen, 1);
  const backMs = performance.now() - killedAt;
  await running;
  return backMs;
}
