import type { CacheEntry } from "@steadytext/core";

/** How long an operation's entries live, in seconds, and how many of them each scope may have. */
export interface OperationRule {
  readonly sharedSeconds: number;
  readonly tenantSeconds: number;
  readonly maxEntries: number;
}

/** The rules of each operation. */
export type CacheRules = Readonly<Record<CacheEntry["operation"], OperationRule>>;

const HOUR = 3_600;

/** Shared generations live longest among generations, since every caller gains from them; vectors are small, and costly to make again in bulk. */
export const DEFAULT_CACHE_RULES: CacheRules = {
  generate: { sharedSeconds: 24 * HOUR, tenantSeconds: HOUR, maxEntries: 10_000 },
  embed: { sharedSeconds: 168 * HOUR, tenantSeconds: 168 * HOUR, maxEntries: 50_000 },
};

/** Seconds that an entry stays valid: its own lifetime, else the default of its operation and scope. */
export function lifetimeSeconds(entry: Pick<CacheEntry, "operation" | "scope" | "ttlSeconds">, rules: CacheRules): number {
  const { sharedSeconds, tenantSeconds } = rules[entry.operation];
  return entry.ttlSeconds ?? (entry.scope === "shared" ? sharedSeconds : tenantSeconds);
}
