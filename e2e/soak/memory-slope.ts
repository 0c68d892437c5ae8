/** What an isolate held at one moment. */
export interface MemorySample {
  readonly minute: number;
  readonly megabytes: number;
}

/** Growth in MB a minute: the slope of the straight line that fits best (least squares). */
export function memorySlope(samples: readonly MemorySample[]): number {
  const mean = (of: (sample: MemorySample) => number) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [minute, megabytes] = [mean((sample) => sample.minute), mean((sample) => sample.megabytes)];
  const covariance = mean((sample) => (sample.minute - minute) * (sample.megabytes - megabytes));
  return covariance / mean((sample) => (sample.minute - minute) ** 2);
}

/** The lowest sample of each `windowMinutes`. */
export function lowest(samples: readonly MemorySample[], windowMinutes: number): MemorySample[] {
  const windows = new Map<number, MemorySample>();
  for (const sample of samples) {
    const window = Math.floor(sample.minute / windowMinutes);
    if (sample.megabytes < (windows.get(window)?.megabytes ?? Infinity)) windows.set(window, sample);
  }
  return [...windows.values()];
}
