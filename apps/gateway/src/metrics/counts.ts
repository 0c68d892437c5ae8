import { COUNTED, type CountedFamily, type FamilyDefinition } from "./families.ts";

/** One series: of a counter [total], of a histogram [sum, count of each bucket …, count past the last bound]. */
export interface Series {
  readonly family: CountedFamily;
  /** In the order of the family's labels. */
  readonly labels: readonly string[];
  readonly counts: readonly number[];
}

const definition = (family: CountedFamily): FamilyDefinition => COUNTED[family];

/** How many numbers a series of the family has. */
export function width(family: CountedFamily): number {
  const { bounds } = definition(family);
  return bounds === undefined ? 1 : bounds.length + 2;
}

/** One observation of a histogram, as counts. */
export function observed(family: CountedFamily, value: number): readonly number[] {
  const bounds = definition(family).bounds ?? [];
  const bucket = bounds.findIndex((bound) => value <= bound);
  return [value, ...Array.from({ length: bounds.length + 1 }, (_, i) => (i === (bucket < 0 ? bounds.length : bucket) ? 1 : 0))];
}

export function added(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, i) => value + (b[i] ?? 0));
}

/** Adds up series by family and labels: what one isolate counted since its last report, or all that was ever counted. */
export class CountTable {
  readonly #series = new Map<string, Series>();

  get isEmpty(): boolean {
    return this.#series.size === 0;
  }

  /** Adds to a series, and returns it. */
  add(family: CountedFamily, labels: readonly string[], counts: readonly number[]): Series {
    const key = [family, ...labels].join("\n");
    const before = this.#series.get(key);
    const series = before === undefined ? { family, labels, counts } : { ...before, counts: added(before.counts, counts) };
    this.#series.set(key, series);
    return series;
  }

  all(): readonly Series[] {
    return [...this.#series.values()];
  }
}
