/** Tokens used in a calendar day or month, UTC. */
export interface Quota {
  /** `2026-11-24` or `2026-11`. */
  readonly period: string;
  readonly used: number;
}

export type QuotaLength = "day" | "month";

export const EMPTY_QUOTA: Quota = { period: "", used: 0 };

/** The period that a moment is in. */
export function periodOf(length: QuotaLength, nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, length === "day" ? 10 : 7);
}

/** The quota as it stands in `period`: a new period starts at nothing. */
function current(quota: Quota, period: string): Quota {
  return quota.period === period ? quota : { period, used: 0 };
}

/** The quota with `tokens` more, or null where that is more than `limit`. */
export function spend(quota: Quota, period: string, tokens: number, limit: number | null): Quota | null {
  const { used } = current(quota, period);
  return limit !== null && used + tokens > limit ? null : { period, used: used + tokens };
}

/** The quota after `tokens` that were spent in `period` turned out not to be needed; of an earlier period nothing is left to correct. */
export function restore(quota: Quota, period: string, tokens: number): Quota {
  return quota.period === period ? { period, used: Math.max(0, quota.used - tokens) } : quota;
}

/** Milliseconds until the next period begins. */
export function untilNext(length: QuotaLength, nowMs: number): number {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return (length === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1)) - nowMs;
}
