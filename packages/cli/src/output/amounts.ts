/** Whole percents that are done, rounded down. */
export function percent(done: number, total: number): number {
  return total === 0 ? 100 : Math.floor((done / total) * 100);
}

/** Bytes as decimal megabytes. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
