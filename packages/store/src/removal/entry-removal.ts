import { fail, ok, type CachePurge, type CacheRemoval, type CacheScope, type Result, type ServiceError } from "@steadytext/core";
import type { SQL } from "drizzle-orm";
import type { CacheEvent } from "../cache-event.ts";
import type { Void } from "../copies/void-list.ts";
import type { VoidRecords } from "../copies/void-records.ts";
import type { VoidWatch } from "../copies/void-watch.ts";
import { checkLookup, checkPurge } from "../entry/check-input.ts";
import type { Tier } from "../tiers/tier.ts";
import { named, purged, ROUND_ROWS, type RemovalRecords, type RemovedEntry } from "./removal-records.ts";

/** What removal is made of. */
export interface EntryRemovalParts {
  readonly records: RemovalRecords;
  readonly kv: Tier;
  readonly voids: VoidWatch;
  readonly voidRecords: VoidRecords;
  readonly now: () => number;
  readonly onEvent: (event: CacheEvent) => void;
}

/** Longest that one call removes rows. */
const WORK_MS = 20_000;
/** Copies that one call deletes from KV, which allows 1,000 operations an invocation; the others are void, and end within a day. */
const MAX_KV_DELETIONS = 400;

/**
 * Removes entries on purpose. Rows go first; then a void tells every isolate, with a time taken after the rows were gone: a copy made from a row that was read
 * before has an earlier one, whenever it is written. This isolate knows at once, others within a minute.
 */
export class EntryRemoval {
  readonly #parts: EntryRemovalParts;

  constructor(parts: EntryRemovalParts) {
    this.#parts = parts;
  }

  async delete(scope: CacheScope, digests: readonly string[]): Promise<Result<CacheRemoval, ServiceError>> {
    const checked = checkLookup({ scope, digests });
    if (!checked.ok) return checked;
    if (digests.length === 0) return ok({ removed: 0, complete: true });
    const covering = digests.map((digest) => ({ kind: "digest" as const, target: digest }));
    return this.#remove(named(scope, digests), covering);
  }

  async purge(what: CachePurge): Promise<Result<CacheRemoval, ServiceError>> {
    const checked = checkPurge(what);
    return checked.ok ? this.#remove(purged(what), [coveringVoid(what)]) : checked;
  }

  async #remove(rows: SQL, covering: readonly Omit<Void, "atMs">[]): Promise<Result<CacheRemoval, ServiceError>> {
    const { voids, voidRecords, now, onEvent } = this.#parts;
    try {
      const { removed, complete } = await this.#removeRows(rows);
      const dated = covering.map((each) => ({ ...each, atMs: now() }));
      voids.add(dated);
      await voidRecords.add(dated);
      await this.#removeCopies(removed);
      return ok({ removed: removed.length, complete });
    } catch (cause) {
      onEvent({ tier: "d1", kind: "failed", count: 1, cause });
      return fail("unavailable", "the cache's record did not answer: send the same again", { retryAfterSeconds: 1 });
    }
  }

  async #removeRows(rows: SQL): Promise<{ readonly removed: readonly RemovedEntry[]; readonly complete: boolean }> {
    const { records, now } = this.#parts;
    const endMs = now() + WORK_MS;
    const removed: RemovedEntry[] = [];
    for (;;) {
      const round = await records.removeSome(rows);
      removed.push(...round);
      if (round.length < ROUND_ROWS) return { removed, complete: true };
      if (now() >= endMs) return { removed, complete: false };
    }
  }

  /** The copies of what was read most: the void has made them answer nothing already. */
  async #removeCopies(removed: readonly RemovedEntry[]): Promise<void> {
    const { kv, onEvent } = this.#parts;
    const most = removed.toSorted((a, b) => b.hits - a.hits).slice(0, MAX_KV_DELETIONS);
    const outcomes = await Promise.allSettled(most.map(({ scope, digest }) => kv.deleteMany(scope, [digest])));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) onEvent({ tier: "kv", kind: "failed", count: 1, cause: failed.reason });
  }
}

function coveringVoid(what: CachePurge): Omit<Void, "atMs"> {
  if ("digest" in what) return { kind: "digest", target: what.digest };
  if ("tenant" in what) return { kind: "scope", target: `tenant:${what.tenant}` };
  return { kind: "model", target: what.modelDigest };
}
