import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Figure } from "./figures.ts";
import { markdownTable } from "./markdown-table.ts";

const RESULTS = join(import.meta.dirname, "../results");

/** What was measured, in one place with where. */
export interface Results {
  readonly takenAt: string;
  readonly cpu: string;
  readonly node: string;
  readonly rounds: number;
  /** Versions of the peers that took part. */
  readonly peers: Readonly<Record<string, object>>;
  readonly figures: readonly Figure[];
}

export function results(takenAt: Date, rounds: number, peers: Results["peers"], figures: readonly Figure[]): Results {
  return { takenAt: takenAt.toISOString(), cpu: cpus()[0]?.model.trim() ?? "unknown", node: process.version, rounds, peers, figures };
}

/** Writes the results as JSON and as a table, and returns the table. */
export function writeResults(results: Results): string {
  mkdirSync(RESULTS, { recursive: true });
  const table = `${results.cpu}, Node ${results.node}, median of ${results.rounds} interleaved rounds, ${results.takenAt}\n\n${markdownTable(results.figures)}`;
  writeFileSync(join(RESULTS, "bench.json"), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(RESULTS, "bench.md"), table);
  return table;
}
