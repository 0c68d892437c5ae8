/** When a load that keeps failing may be tried again. */
export interface RetryPolicy {
  /** Pauses after the first failure, the second and so on; the last one holds from there on. */
  readonly pausesMs: readonly number[];
  /** Tries that may start within any `windowMs`. */
  readonly triesPerWindow: number;
  readonly windowMs: number;
}

/** Heals within a second of a passing fault, and asks storage at most five times a minute for a file that stays wrong. */
export const MODEL_RETRY: RetryPolicy = {
  pausesMs: [1000, 1000, 1000, 10_000, 30_000],
  triesPerWindow: 5,
  windowMs: 60_000,
};

/**
 * The earliest moment of the next try.
 * @param starts when each failed try since the last success began, oldest first; the last `triesPerWindow` do
 * @param failedAt when the last of them ended
 */
export function nextTryAt(starts: readonly number[], failedAt: number, { pausesMs, triesPerWindow, windowMs }: RetryPolicy): number {
  if (starts.length === 0) return -Infinity;
  const pause = pausesMs[Math.min(starts.length, pausesMs.length) - 1] ?? 0;
  const limiting = starts.at(-triesPerWindow);
  return Math.max(failedAt + pause, limiting === undefined ? -Infinity : limiting + windowMs);
}
