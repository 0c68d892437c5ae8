import pRetry from "p-retry";

/** Failures that Cloudflare's documentation of D1 calls passing: the connection or the object behind the database went away, not the query. */
const TRANSIENT = [
  "Network connection lost",
  "storage caused object to be reset",
  "reset because its code was updated",
  "transient issue on remote node",
];

/** Three more tries within some 150 ms: a caller waits 200 ms for a look-up. */
const RETRIES = { retries: 3, minTimeout: 10, factor: 2, randomize: true } as const;

/** Whether the same statement may succeed at once; the query builder wraps what the platform threw. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return TRANSIENT.some((text) => error.message.includes(text)) || isTransient(error.cause);
}

/**
 * Runs `work`, and again up to three times with growing, jittered pauses while it fails for a passing reason. Only for work that may be done twice: it may have been
 * done before its answer was lost.
 */
export function retryTransient<T>(work: () => Promise<T>): Promise<T> {
  return pRetry(work, { ...RETRIES, shouldRetry: ({ error }) => isTransient(error) });
}
