import type { Command } from "commander";
import { measure, type Measurement } from "../bench/measure.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { table } from "../output/table.ts";
import { inSession, type Session } from "../session.ts";
import { parseCount } from "../settings/parse-option.ts";
import { usageFailure } from "../failures/command-failure.ts";

interface Options {
  readonly requests: number;
  readonly concurrency: number;
  readonly maxTokens: number;
  readonly prompt: string;
}

/** `steadytext bench`: how fast a service answers from here. */
export function addBench(program: Command, surroundings: Surroundings): void {
  program
    .command("bench")
    .description("how fast a service answers, seen from here: computed anew, and from the cache")
    .argument("[url]", "the service; the configured one by default")
    .option("--requests <n>", "requests of each kind", parseCount, 20)
    .option("--concurrency <n>", "requests at once", parseCount, 1)
    .option("--max-tokens <n>", "tokens of an answer", parseCount, 32)
    .option("--prompt <text>", "what is asked", "Write one sentence about rain.")
    .addHelpText("after", "\nIt uses up requests and tokens of the key's limits.")
    .action(inSession(surroundings, bench));
}

async function bench(session: Session, options: Options, url: string | undefined): Promise<void> {
  if (options.requests < 1 || options.concurrency < 1)
    throw usageFailure("There is nothing to measure.", "Give --requests and --concurrency of 1 or more.");
  const client = await session.client(url);
  const measured = await measure(client, options, session.signal, (text) => session.output.note(text));
  await session.output.result(measured, () =>
    table(
      ["", "requests", "p50 ms", "p95 ms", "max ms", "first token p50 ms", "tokens/s"],
      Object.entries(measured).map(([what, one]) => [what, one.requests, ...shown(one)]),
    ),
  );
}

function shown({ p50_ms, p95_ms, max_ms, first_token_p50_ms, tokens_per_second }: Measurement): string[] {
  return [p50_ms, p95_ms, max_ms, first_token_p50_ms, tokens_per_second].map((value) => value.toFixed(1));
}
