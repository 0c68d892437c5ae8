import fc from "fast-check";
import { expect, test } from "vitest";
import { CacheModel, MODEL_RULES } from "../test/cache-model.ts";
import { steps } from "../test/cache-steps.ts";
import { openStores, openTestCache } from "../test/open-test-cache.ts";

const D1_ALONE = { memoryBytes: 1, kvRefuses: true, kvLagMs: 0, isolates: 1, runs: 30 };
const ALL = { ...D1_ALONE, memoryBytes: 1e6, kvRefuses: false, runs: 60 };

/** An entry takes about 1.1 kB of memory. */
test.each([
  ["D1 alone", D1_ALONE],
  ["memory in front", { ...ALL, kvRefuses: true }],
  ["memory in front that holds two entries", { ...ALL, kvRefuses: true, memoryBytes: 2_500 }],
  ["KV in front", { ...ALL, memoryBytes: 1 }],
  ["all three", ALL],
  ["KV a minute behind", { ...ALL, kvLagMs: 60_000 }],
  ["two isolates, of which each knows within a minute what the other removed", { ...ALL, kvLagMs: 60_000, isolates: 2, runs: 120 }],
])(
  "any interleaving of put, get, delete, purge, promotion, eviction and time agrees with a plain map: %s",
  async (_, { memoryBytes, kvRefuses, kvLagMs, isolates: count, runs }) => {
    const property = fc.asyncProperty(steps, async (commands) => {
      const stores = openStores({ kvLagMs });
      if (kvRefuses) stores.kv.refuses = ["get", "put", "delete"];
      const settings = { memoryBytes, rules: { generate: MODEL_RULES, embed: MODEL_RULES } };
      const isolates = Array.from({ length: count }, () => openTestCache(stores, settings));
      await fc.asyncModelRun(() => ({ model: new CacheModel(), real: { stores, isolates } }), commands);
    });
    await expect(fc.assert(property, { numRuns: runs })).resolves.toBeUndefined();
  },
  60_000,
);
