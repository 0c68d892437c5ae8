import { CACHE_LIMITS, DEFAULT_CACHE_RULES, type CacheSettings } from "@steadytext/store";
import { z } from "zod";

const seconds = z.coerce.number().int().min(CACHE_LIMITS.minTtlSeconds).max(CACHE_LIMITS.maxTtlSeconds);
const MEBIBYTE = 1024 * 1024;

/** What may be said otherwise of an operation. */
const operationRule = z.strictObject({
  sharedSeconds: seconds.optional(),
  tenantSeconds: seconds.optional(),
  maxEntries: z.number().int().min(1).max(1_000_000).optional(),
});

const variables = z.object({
  STEADYTEXT_CACHE_TTL: seconds.optional().describe("Lifetime in seconds of generations that all callers share"),
  CACHE_RULES: z
    .strictObject({ generate: operationRule.default({}), embed: operationRule.default({}) })
    .default({ generate: {}, embed: {} })
    .describe("What differs from the default rules of each operation"),
  CACHE_MAX_MB: z.coerce
    .number()
    .int()
    .min(1)
    .max(8_192)
    .default(256)
    .describe("Values that the record holds before the least valuable go"),
  CACHE_MEMORY_MB: z.coerce.number().int().min(1).max(64).default(16).describe("Values that each isolate holds in memory"),
});

/**
 * Parses the Worker's variables.
 * @throws Error that names the variable at fault: a Worker with a bad setting must not start.
 */
export function parseConfig(env: object): CacheSettings {
  const parsed = variables.safeParse(env);
  if (!parsed.success)
    throw new Error(`bad configuration: ${parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`);
  const { STEADYTEXT_CACHE_TTL: sharedSeconds, CACHE_RULES: rules, CACHE_MAX_MB, CACHE_MEMORY_MB } = parsed.data;
  return {
    rules: {
      generate: override(DEFAULT_CACHE_RULES.generate, { sharedSeconds, ...rules.generate }),
      embed: override(DEFAULT_CACHE_RULES.embed, rules.embed),
    },
    byteBudget: CACHE_MAX_MB * MEBIBYTE,
    memoryBytes: CACHE_MEMORY_MB * MEBIBYTE,
  };
}

function override<T extends object>(defaults: T, changes: { readonly [Key in keyof T]?: T[Key] | undefined }): T {
  return { ...defaults, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
}
