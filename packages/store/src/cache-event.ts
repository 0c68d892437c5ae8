import type { CacheTierName } from "@steadytext/core";

/**
 * What happened in a tier, for logs and metrics. A `miss` is one of all tiers, told by the last; `expired` entries include those that were removed elsewhere;
 * a promoted entry was offered to the tier, which declines what is about to expire; `cause` is for the log only.
 */
export interface CacheEvent {
  readonly tier: CacheTierName;
  readonly kind: "hit" | "miss" | "expired" | "damaged" | "promoted" | "failed";
  /** Entries concerned. */
  readonly count: number;
  readonly cause?: unknown;
}
