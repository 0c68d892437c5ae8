/**
 * What is used of an allowance of N a minute: it drains at N a minute and holds N at most. This is GCRA, in the form of the
 * continuous-state leaky bucket (ITU-T I.371): a burst of N, then one for each sixtieth of N a second, and no second burst at any boundary.
 */
export interface Bucket {
  readonly used: number;
  readonly atMs: number;
}

/** How an allowance stands. */
export interface Level {
  readonly limit: number;
  /** Whole units that could be taken now. */
  readonly remaining: number;
  /** Until all of it could be taken. */
  readonly resetMs: number;
}

export const EMPTY_BUCKET: Bucket = { used: 0, atMs: 0 };

const MINUTE_MS = 60_000;
/** Draining in fractions leaves rounding errors of this size, which must cost nobody a unit. */
const ROUNDING = 1e-6;

/** The bucket at `nowMs`; a clock that went back drains nothing. */
function drained({ used, atMs }: Bucket, limit: number, nowMs: number): Bucket {
  if (nowMs <= atMs) return { used, atMs };
  return { used: Math.max(0, used - ((nowMs - atMs) * limit) / MINUTE_MS), atMs: nowMs };
}

/** The bucket with `cost` more in it, or the milliseconds until that fits (null: it never will). */
export function take(bucket: Bucket, limit: number, cost: number, nowMs: number): Bucket | { readonly waitMs: number | null } {
  const { used, atMs } = drained(bucket, limit, nowMs);
  if (used + cost <= limit + ROUNDING) return { used: used + cost, atMs };
  return { waitMs: cost > limit ? null : ((used + cost - limit) * MINUTE_MS) / limit };
}

/** The bucket after `amount` of what was taken turned out not to be needed; a negative amount was needed beside. */
export function giveBack(bucket: Bucket, limit: number, amount: number, nowMs: number): Bucket {
  const { used, atMs } = drained(bucket, limit, nowMs);
  return { used: Math.max(0, used - amount), atMs };
}

export function levelOf(bucket: Bucket, limit: number, nowMs: number): Level {
  const { used } = drained(bucket, limit, nowMs);
  return { limit, remaining: Math.max(0, Math.floor(limit - used + ROUNDING)), resetMs: Math.ceil((used * MINUTE_MS) / limit) };
}
