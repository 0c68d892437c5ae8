import { CACHE_LIMITS, DEFAULT_LIFETIMES, type Lifetimes } from "@steadytext/store";
import { z } from "zod";

const variables = z.object({
  STEADYTEXT_CACHE_TTL: z.coerce
    .number()
    .int()
    .min(CACHE_LIMITS.minTtlSeconds)
    .max(CACHE_LIMITS.maxTtlSeconds)
    .default(DEFAULT_LIFETIMES.generate.shared)
    .describe("Lifetime in seconds of generations that all callers share"),
});

/** The Worker's settings, from its variables. */
export interface CacheConfig {
  readonly lifetimes: Lifetimes;
}

/** @throws Error that names the variable at fault: a Worker with a bad setting must not start. */
export function parseConfig(env: object): CacheConfig {
  const parsed = variables.safeParse(env);
  if (!parsed.success)
    throw new Error(`bad configuration: ${parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`);
  const shared = parsed.data.STEADYTEXT_CACHE_TTL;
  return { lifetimes: { ...DEFAULT_LIFETIMES, generate: { ...DEFAULT_LIFETIMES.generate, shared } } };
}
