import type { CacheRules } from "../entry/cache-rules.ts";
import type { CacheTotal } from "../stats/cache-books.ts";
import type { Surplus } from "./shelf.ts";

/** Clean-up by bytes goes on until this share of the budget is left in use. */
const DOWN_TO = 0.8;

/** What one scope is to lose of one operation. */
export interface Shedding {
  readonly total: CacheTotal;
  readonly surplus: Surplus;
}

/**
 * What each (scope, operation) is to lose: entries past its rule, and bytes where all together pass the budget. Bytes are taken from the largest, which are cut to one
 * common size (max-min fairness): whoever holds little loses nothing to those who hold much.
 */
export function sheddingPlan(totals: readonly CacheTotal[], rules: CacheRules, byteBudget: number): readonly Shedding[] {
  const cut = commonSize(
    totals.map(({ bytes }) => bytes),
    byteBudget,
  );
  return totals
    .map((total) => ({
      total,
      surplus: {
        entries: Math.max(0, total.entries - rules[total.operation].maxEntries),
        bytes: Math.max(0, Math.ceil(total.bytes - cut)),
      },
    }))
    .filter(({ surplus }) => surplus.entries > 0 || surplus.bytes > 0);
}

/** The size to which the largest are cut so that all together are four fifths of the budget; infinite where they are within it. */
function commonSize(sizes: readonly number[], budget: number): number {
  if (sizes.reduce((sum, size) => sum + size, 0) <= budget) return Number.POSITIVE_INFINITY;
  let room = DOWN_TO * budget;
  const ascending = sizes.toSorted((a, b) => a - b);
  for (const [at, size] of ascending.entries()) {
    const share = room / (ascending.length - at);
    if (size > share) return share;
    room -= size;
  }
  return Number.POSITIVE_INFINITY;
}
