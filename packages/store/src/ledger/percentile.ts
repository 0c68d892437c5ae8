/** A value, and how often it occurred. */
export interface Occurrence {
  readonly value: number;
  readonly count: number;
}

/** The nearest-rank percentile: the smallest value that at least `percent` of all are not above. Of nothing, 0. */
export function percentile(occurrences: readonly Occurrence[], percent: number): number {
  const all = occurrences.reduce((sum, { count }) => sum + count, 0);
  const rank = Math.ceil((percent / 100) * all);
  let seen = 0;
  for (const { value, count } of occurrences.toSorted((a, b) => a.value - b.value)) {
    seen += count;
    if (seen >= rank) return value;
  }
  return 0;
}
