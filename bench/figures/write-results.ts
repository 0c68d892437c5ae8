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
  readonly model: string;
  readonly rounds: number;
  /** Versions of the peers that took part. */
  readonly peers: Readonly<Record<string, object>>;
  /** Why others did not. */
  readonly leftOut: Readonly<Record<string, string>>;
  readonly figures: readonly Figure[];
}

/** This machine, for the results. */
export function whereAndWhen(): Pick<Results, "takenAt" | "cpu" | "node"> {
  return { takenAt: new Date().toISOString(), cpu: cpus()[0]?.model.trim() ?? "unknown", node: process.version };
}

/** The results as Markdown: what ran, the table, and who is missing in it. */
export function resultsPage({ takenAt, cpu, node, model, rounds, peers, leftOut, figures }: Results): string {
  const lines = [
    `${model} on ${cpu}, Node ${node}, one thread, median of ${rounds} interleaved rounds, ${takenAt}`,
    markdownTable(figures).trimEnd(),
    ...Object.entries(peers).map(([name, version]) => `${name}: ${Object.values(version).join(", ")}`),
    ...Object.entries(leftOut).map(([name, reason]) => `${name} is left out: ${reason}`),
  ];
  return `${lines.join("\n\n")}\n`;
}

/** Writes the results as JSON and as a page, those with peers beside those without, and returns the page. */
export function writeResults(results: Results, name: "bench" | "bench-with-peers"): string {
  mkdirSync(RESULTS, { recursive: true });
  const page = resultsPage(results);
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(RESULTS, `${name}.md`), page);
  return page;
}
