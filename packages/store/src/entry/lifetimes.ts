import type { CacheEntry } from "@steadytext/core";

/** Default lifetimes in seconds: by operation, then by who can read the entry. */
export interface Lifetimes {
  readonly generate: { readonly shared: number; readonly tenant: number };
  readonly embed: { readonly shared: number; readonly tenant: number };
}

const HOUR = 3_600;

/** Shared generations live longest among generations, since every caller gains from them; vectors are small, and costly to make again in bulk. */
export const DEFAULT_LIFETIMES: Lifetimes = {
  generate: { shared: 24 * HOUR, tenant: HOUR },
  embed: { shared: 168 * HOUR, tenant: 168 * HOUR },
};

/** Seconds that an entry stays valid: its own lifetime, else the default of its operation and scope. */
export function lifetimeSeconds(entry: Pick<CacheEntry, "operation" | "scope" | "ttlSeconds">, lifetimes: Lifetimes): number {
  return entry.ttlSeconds ?? lifetimes[entry.operation][entry.scope === "shared" ? "shared" : "tenant"];
}
