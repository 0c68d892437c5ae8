/** When a load that keeps failing may be tried again. */
export interface RetryPolicy {
  /** Pause after the first failure; doubled after each further one. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Tries that may start within any `windowMs`. */
  readonly triesPerWindow: number;
  readonly windowMs: number;
}

/** Heals within a second of a passing fault, and asks storage at most five times a minute for a file that stays wrong. */
export const MODEL_RETRY: RetryPolicy = {
  firstPauseMs: 1000,
  longestPauseMs: 30_000,
  triesPerWindow: 5,
  windowMs: 60_000,
};

/**
 * The earliest moment of the next try.
 * @param starts when each failed try since the last success began, oldest first
 * @param failedAt when the last of them ended
 */
export function nextTryAt(starts: readonly number[], failedAt: number, policy: RetryPolicy): number {
  if (starts.length === 0) return -Infinity;
  const pause = Math.min(policy.firstPauseMs * 2 ** (starts.length - 1), policy.longestPauseMs);
  const limiting = starts.at(-policy.triesPerWindow);
  return Math.max(failedAt + pause, limiting === undefined ? -Infinity : limiting + policy.windowMs);
}
