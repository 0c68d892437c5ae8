import { fail, ok, type CacheStats, type Result, type ServiceError } from "@steadytext/core";
import type { CacheEvent } from "../cache-event.ts";
import type { MemoryTier } from "../tiers/memory-tier.ts";
import type { CacheBooks } from "./cache-books.ts";
import type { CacheTally } from "./cache-tally.ts";

/** What statistics are made of. */
export interface CacheStatsParts {
  readonly books: CacheBooks;
  readonly memory: MemoryTier;
  readonly tally: CacheTally;
  readonly byteBudget: number;
  readonly onEvent: (event: CacheEvent) => void;
}

/** What the record holds and what this isolate has seen. */
export async function cacheStats({
  books,
  memory,
  tally,
  byteBudget,
  onEvent,
}: CacheStatsParts): Promise<Result<CacheStats, ServiceError>> {
  try {
    const [operations, corruptTotal] = await Promise.all([books.operations(), books.corruptTotals()]);
    const { generate, embed } = operations;
    return ok({
      entries: generate.entries + embed.entries,
      bytes: generate.bytes + embed.bytes,
      byteBudget,
      operations,
      corruptTotal,
      isolate: { memory: { ...memory.size, byteBudget: memory.byteBudget }, ...tally.snapshot() },
    });
  } catch (cause) {
    onEvent({ tier: "d1", kind: "failed", count: 1, cause });
    return fail("unavailable", "the cache's record did not answer: try again", { retryAfterSeconds: 1 });
  }
}
