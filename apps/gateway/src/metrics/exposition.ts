import type { FamilyDefinition } from "./families.ts";

/** One value of a family; of a histogram its counts: [sum, count of each bucket …, count past the last bound]. */
export interface Sample {
  readonly labels: readonly string[];
  readonly counts: readonly number[];
}

/** A family with its values; one without any is not told. */
export interface Reading {
  readonly family: FamilyDefinition;
  readonly samples: readonly Sample[];
}

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Readings in Prometheus' text format, version 0.0.4. */
export function exposition(readings: readonly Reading[]): string {
  return readings
    .filter(({ samples }) => samples.length > 0)
    .map(({ family, samples }) => {
      const { name, type, help } = family;
      const lines = samples.flatMap((sample) => linesOf(family, sample));
      return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`;
    })
    .join("");
}

function linesOf({ name, labels: names, bounds }: FamilyDefinition, { labels, counts }: Sample): string[] {
  const pairs = names.map((label, i) => pair(label, labels[i] ?? ""));
  if (bounds === undefined) return [line(name, pairs, counts[0] ?? 0)];
  const [sum = 0, ...buckets] = counts;
  let total = 0;
  const lines = [...bounds, Number.POSITIVE_INFINITY].map((bound, i) => {
    total += buckets[i] ?? 0;
    return line(`${name}_bucket`, [...pairs, pair("le", number(bound))], total);
  });
  return [...lines, line(`${name}_sum`, pairs, sum), line(`${name}_count`, pairs, total)];
}

function line(name: string, pairs: readonly string[], value: number): string {
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${number(value)}`;
}

function pair(name: string, value: string): string {
  return `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function number(value: number): string {
  return value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
}
