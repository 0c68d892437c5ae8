import type { Command } from "commander";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";

/** A line of Prometheus' text format: name, labels if any, value. */
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", '"': '"', "\\": "\\" };

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As written: JSON has no word for infinity. */
  readonly value: string;
}

/** `steadytext metrics`: what Prometheus would scrape. */
export function addMetrics(program: Command, surroundings: Surroundings): void {
  program
    .command("metrics")
    .description("counters, histograms and gauges (needs the scope metrics)")
    .argument("[prefix]", "only families whose names begin so")
    .addHelpText("after", "\nExample:\n  steadytext metrics steadytext_requests")
    .action(inSession(surroundings, metrics));
}

async function metrics(session: Session, _options: object, prefix = ""): Promise<void> {
  const client = await session.client();
  const response = await client.fetch("/metrics", { signal: session.signal });
  const lines = (await response.text())
    .trimEnd()
    .split("\n")
    .filter((line) => familyOf(line).startsWith(prefix));
  await session.output.result({ samples: lines.flatMap(parseSample) }, () => lines.join("\n"));
}

function familyOf(line: string): string {
  return line.replace(/^# (HELP|TYPE) /, "");
}

/** A line's sample; none in a comment. */
export function parseSample(line: string): Sample[] {
  const [, name, labels = "", value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined) return [];
  const pairs = Array.from(labels.matchAll(LABEL), ([, label = "", text = ""]) => [label, unescaped(text)] as const);
  return [{ name, labels: Object.fromEntries(pairs), value }];
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole);
}
