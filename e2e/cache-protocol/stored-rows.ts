import type { Service } from "../harness/service.ts";

interface Database {
  prepare(query: string): { all(): Promise<{ readonly results: readonly Record<string, unknown>[] }> };
}

/** Where requests and their keys are accounted for, some time after their answers, whatever they asked. */
const ACCOUNTS = ["ledger_deliveries", "usage", "key_index", "request_metrics", "request_metrics_daily"];

/** The number of rows of every table that the cache has, but for the accounts of the requests themselves. */
export async function storedRows(service: Service): Promise<Readonly<Record<string, number>>> {
  const { DB } = (await service.harness.getWorker("steadytext-cache").getEnv()) as { DB: Database };
  const tables = await DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '[a-z]*' AND name NOT GLOB 'sqlite_*'",
  ).all();
  const counts: Record<string, number> = {};
  for (const { name } of tables.results) {
    if (ACCOUNTS.includes(String(name))) continue;
    const { results } = await DB.prepare(`SELECT count(*) AS rows FROM "${String(name)}"`).all();
    counts[String(name)] = Number(results[0]?.["rows"]);
  }
  return counts;
}
