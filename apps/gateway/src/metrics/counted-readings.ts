import { CountTable, width, type Series } from "./counts.ts";
import type { Reading, Sample } from "./exposition.ts";
import { COUNTED, MEASURED, type CountedFamily, type FamilyDefinition } from "./families.ts";
import type { MeterReading } from "./meter-service.ts";

/** What the meter has added up. Counters without labels are told from the start, so that their first increase shows. */
export function countedReadings({ series, backlog }: MeterReading): readonly Reading[] {
  const byFamily = Map.groupBy(series, ({ family }) => family);
  const families = Object.keys(COUNTED) as CountedFamily[];
  const told = families.filter((family) => family !== "cacheRequests").map((family) => readingOf(family, byFamily.get(family) ?? []));
  const lookUps = byFamily.get("cacheRequests") ?? [];
  return [
    ...told,
    cacheRequests(lookUps),
    cacheRate(lookUps),
    { family: MEASURED.analyticsBacklog, samples: [{ labels: [], counts: [backlog] }] },
  ];
}

function readingOf(family: CountedFamily, series: readonly Series[]): Reading {
  const definition: FamilyDefinition = COUNTED[family];
  const isPlain = definition.labels.length === 0;
  const samples: readonly Sample[] =
    isPlain && series.length === 0 ? [{ labels: [], counts: Array.from<number>({ length: width(family) }).fill(0) }] : series;
  return { family: definition, samples: sorted(samples) };
}

/** By endpoint and result; regions added up. */
function cacheRequests(series: readonly Series[]): Reading {
  const sums = new CountTable();
  for (const { family, labels, counts } of series) sums.add(family, [labels[0]!, labels[2]!], counts);
  return { family: { ...COUNTED.cacheRequests, labels: ["endpoint", "result"] }, samples: sorted(sums.all()) };
}

/** Hits among look-ups by endpoint and region; a bypassed cache was not looked up. */
function cacheRate(series: readonly Series[]): Reading {
  const lookUps = Map.groupBy(
    series.filter(({ labels }) => labels[2] !== "bypass"),
    ({ labels: [endpoint, region] }) => `${endpoint}\n${region}`,
  );
  const total = (some: readonly Series[]): number => some.reduce((sum, { counts }) => sum + counts[0]!, 0);
  const samples = [...lookUps.values()].map((some) => {
    const hits = some.filter(({ labels }) => labels[2] === "hit");
    return { labels: some[0]!.labels.slice(0, 2), counts: [total(hits) / total(some)] };
  });
  return { family: MEASURED.cacheRate, samples: sorted(samples) };
}

function sorted<T extends { readonly labels: readonly string[] }>(samples: readonly T[]): readonly T[] {
  return samples.toSorted((a, b) => (a.labels.join("\n") < b.labels.join("\n") ? -1 : 1));
}
