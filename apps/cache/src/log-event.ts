import type { CacheEvent, CleanUpReport } from "@steadytext/store";

/** Writes what an operator should see as one line of JSON; ordinary traffic is not logged, and neither are digests nor values. */
export function logEvent({ tier, kind, count, cause }: CacheEvent): void {
  if (kind === "damaged") console.warn(JSON.stringify({ event: "cache_corrupt", tier, count }));
  if (kind === "failed") console.error(JSON.stringify({ event: "cache_tier_failed", tier, count, cause: describe(cause) }));
}

/** Writes what a clean-up came to. */
export function logCleanUp(report: CleanUpReport): void {
  console.log(JSON.stringify({ event: "clean_up", ...report }));
}

/** Writes a failure with its cause, which callers are told of as `unavailable`, where there are any. */
export function logFailure(event: "namespace_store_failed" | "ledger_store_failed" | "clean_up_failed", cause: unknown): void {
  console.error(JSON.stringify({ event, cause: describe(cause) }));
}

/** The platform's own message; a query's text and parameters, which an error of the query builder quotes, stay out of the log. */
function describe(cause: unknown): string {
  const origin = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return origin instanceof Error ? origin.message.slice(0, 200) : typeof origin;
}
