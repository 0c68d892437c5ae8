import { z } from "zod";

const count = (most: number) => z.int().min(1).max(most).nullable();

/** What a key may use, as the API writes it; null, or nothing, is the service's own setting. */
export const keyLimits = z.strictObject({
  requests_per_minute: count(1_000_000).optional(),
  tokens_per_minute: count(1_000_000_000).optional(),
  concurrent_requests: count(10_000).optional(),
  tokens_per_day: count(1_000_000_000_000).optional(),
  tokens_per_month: count(1_000_000_000_000).optional(),
});
export type OwnLimits = z.infer<typeof keyLimits>;

type LimitName = keyof OwnLimits;

/** Each limit as it holds; null is none. */
export type KeyLimits = Readonly<Record<LimitName, number | null>>;

/** A key's own limits, the service's where it has none. */
export function effectiveLimits(own: OwnLimits, defaults: OwnLimits): KeyLimits {
  const limit = (name: LimitName): number | null => own[name] ?? defaults[name] ?? null;
  return {
    requests_per_minute: limit("requests_per_minute"),
    tokens_per_minute: limit("tokens_per_minute"),
    concurrent_requests: limit("concurrent_requests"),
    tokens_per_day: limit("tokens_per_day"),
    tokens_per_month: limit("tokens_per_month"),
  };
}
