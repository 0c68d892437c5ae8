import { ok, type CacheStats } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { askCache } from "./ask-cache.ts";

const held = z.strictObject({ entries: z.int(), bytes: z.int() });
const tier = z.strictObject({ hits: z.int(), expired: z.int(), damaged: z.int(), promoted: z.int(), failed: z.int() });
const perTier = <T extends z.ZodType>(each: T) => z.strictObject({ memory: each, kv: each, d1: each });
const response = z.strictObject({
  entries: z.int(),
  bytes: z.int(),
  byte_budget: z.int(),
  operations: z.strictObject({ generate: held, embed: held }),
  corrupt_total: perTier(z.int()),
  isolate: z
    .strictObject({ memory: held.extend({ byte_budget: z.int() }), tiers: perTier(tier), misses: z.int() })
    .describe("Of the isolate that answered alone, since it started"),
});

/** `GET /admin/cache/stats`: what the result cache holds, and what it has seen. */
export const cacheStatsRoute = defineRoute({
  method: "GET",
  path: "/admin/cache/stats",
  summary: "What the result cache holds, and what it has seen",
  scopes: ["admin"],
  request: null,
  response,
  async handle({ admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const stats = await askCache(context, (cache) => cache.stats());
    return stats.ok ? ok(Response.json(shown(stats.value))) : stats;
  },
});

function shown({ byteBudget, corruptTotal, isolate: { memory, tiers, misses }, ...rest }: CacheStats): z.infer<typeof response> {
  const { byteBudget: memoryBudget, ...inMemory } = memory;
  return {
    ...rest,
    byte_budget: byteBudget,
    corrupt_total: corruptTotal,
    isolate: { memory: { ...inMemory, byte_budget: memoryBudget }, tiers, misses },
  };
}
