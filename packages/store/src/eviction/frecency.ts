/** What decides whether an entry is worth its bytes. */
export interface EntryWorth {
  readonly frequency: number;
  readonly accessedAtMs: number;
  readonly byteSize: number;
}

/** Frequency over age, `frequency / (1 + age in seconds)`: what is read often and lately is worth most. */
export function frecency({ frequency, accessedAtMs }: EntryWorth, nowMs: number): number {
  return frequency / (1 + Math.max(0, nowMs - accessedAtMs) / 1000);
}

/** The least valuable of `candidates`, until they make up `entries` and `bytes`; among equals the one longer unread, then the larger. */
export function leastValuable<T extends EntryWorth>(
  candidates: readonly T[],
  surplus: { readonly entries: number; readonly bytes: number },
  nowMs: number,
): readonly T[] {
  const ranked = candidates
    .map((candidate) => ({ candidate, worth: frecency(candidate, nowMs) }))
    .sort(
      (a, b) => a.worth - b.worth || a.candidate.accessedAtMs - b.candidate.accessedAtMs || b.candidate.byteSize - a.candidate.byteSize,
    );
  let bytes = 0;
  const chosen: T[] = [];
  for (const { candidate } of ranked) {
    if (chosen.length >= surplus.entries && bytes >= surplus.bytes) break;
    chosen.push(candidate);
    bytes += candidate.byteSize;
  }
  return chosen;
}
