/** What happened in a tier, for logs and metrics. A promoted entry was offered to the tier, which declines what is about to expire; `cause` is for the log only. */
export interface CacheEvent {
  readonly tier: "kv" | "d1";
  readonly kind: "hit" | "expired" | "damaged" | "promoted" | "failed";
  /** Entries concerned. */
  readonly count: number;
  readonly cause?: unknown;
}
