import type { Command } from "commander";
import type { Surroundings } from "../output/surroundings.ts";
import { table } from "../output/table.ts";
import { inSession, type Session } from "../session.ts";

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly key?: string;
  readonly tenant?: string;
}

interface UsageRow {
  readonly day: string;
  readonly key: string;
  readonly tenant: string;
  readonly model: string;
  readonly operation: string;
  readonly requests: number;
  readonly cached_requests: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}

/** `steadytext usage`: who used how much. */
export function addUsage(program: Command, surroundings: Surroundings): void {
  program
    .command("usage")
    .description("requests and tokens by day, key, model and operation (needs the scope admin)")
    .option("--from <day>", "first day, UTC, as 2026-01-31; 29 days before the last by default")
    .option("--to <day>", "last day; today by default")
    .option("--key <id>", "of one key")
    .option("--tenant <name>", "of one tenant")
    .action(inSession(surroundings, usage));
}

async function usage(session: Session, options: Options): Promise<void> {
  const client = await session.client();
  const rows: UsageRow[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...options, ...(cursor === null ? {} : { cursor }) });
    const page: { rows: UsageRow[]; cursor: string | null } = await client.request("GET", `/admin/usage?${query}`, {
      signal: session.signal,
    });
    rows.push(...page.rows);
    ({ cursor } = page);
  } while (cursor !== null);
  await session.output.result({ rows }, () =>
    table(
      ["day", "key", "tenant", "model", "operation", "requests", "cached", "prompt", "completion"],
      rows.map((row) => [
        row.day,
        row.key,
        row.tenant,
        row.model,
        row.operation,
        row.requests,
        row.cached_requests,
        row.prompt_tokens,
        row.completion_tokens,
      ]),
    ),
  );
}
