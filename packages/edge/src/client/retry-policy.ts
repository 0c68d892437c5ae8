import { ConnectionError, SteadyTextError } from "../errors/steadytext-error.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
/** A caller who must wait longer than this is told so at once. */
const LONGEST_RETRY_AFTER_SECONDS = 60;
/** A second try would use up the same time, or find the same nothing. */
const FINAL_CODES: readonly string[] = ["deadline_exceeded", "not_cached", "unexpected_answer", "schema_mismatch"];

/**
 * Milliseconds to wait before the next try; null where there must be none.
 * @param tries how many have failed so far
 * @param repeatable whether doing it twice is the same as doing it once
 * @param random from 0 to 1: callers that failed together do not come back together
 */
export function retryDelay(error: unknown, tries: number, repeatable: boolean, random = Math.random()): number | null {
  if (!(error instanceof SteadyTextError) || !mayHelp(error, repeatable)) return null;
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  if (error.retryAfter === null) return backoff * (0.5 + random / 2);
  return error.retryAfter > LONGEST_RETRY_AFTER_SECONDS ? null : error.retryAfter * 1000 + (backoff * random) / 2;
}

function mayHelp(error: SteadyTextError, repeatable: boolean): boolean {
  if (error.shouldRetry !== null) return error.shouldRetry && (repeatable || error.status === 429);
  if (FINAL_CODES.includes(error.code)) return false;
  if (error.status === 429) return true;
  if (error instanceof ConnectionError) return repeatable;
  return repeatable && (error.status === 408 || (error.status ?? 0) >= 500);
}
