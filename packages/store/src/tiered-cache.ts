import { fail, ok, type CacheEntry, type CacheScope, type CacheService, type Result, type ServiceError } from "@steadytext/core";
import type { CacheEvent } from "./cache-event.ts";
import { checkEntries, checkLookup } from "./entry/check-input.ts";
import type { Lifetimes } from "./entry/lifetimes.ts";
import { judgeEntry, sealEntry, type StoredEntry } from "./entry/stored-entry.ts";
import type { ReadCounter } from "./hits/read-counter.ts";
import type { PromotionGate } from "./hits/promotion-gate.ts";
import { entryId, type EntryRef, type RecordTier, type Tier, type TierAnswer } from "./tiers/tier.ts";

/** What a tiered cache is made of. */
export interface TieredCacheParts {
  /** Faster copies of the record, fastest first. */
  readonly accelerators: readonly Tier[];
  readonly record: RecordTier;
  readonly lifetimes: Lifetimes;
  readonly hitCounter: ReadCounter<EntryRef>;
  readonly promotionGate: PromotionGate;
  readonly now: () => number;
  /** Keeps the invocation alive for work that the answer does not wait for. */
  readonly defer: (work: Promise<void>) => void;
  readonly onEvent: (event: CacheEvent) => void;
}

const unavailable = (doing: string) =>
  fail("unavailable", `the cache could not ${doing}: its stores did not answer`, { retryAfterSeconds: 1 });

/**
 * Reads go down the tiers until each digest has a sound entry; writes go to the record alone, and much-read entries are copied up.
 * A tier that fails is passed over, and what it holds is judged here and nowhere else: a damaged, foreign or expired entry is a miss.
 * Entries are named by what was asked, so a copy can be older than the record but never different from it.
 */
export class TieredCache implements Pick<CacheService, "get" | "getMany" | "put" | "putMany"> {
  readonly #parts: TieredCacheParts;

  constructor(parts: TieredCacheParts) {
    this.#parts = parts;
  }

  async get(scope: CacheScope, digest: string): Promise<Result<Uint8Array | null, ServiceError>> {
    const values = await this.getMany(scope, [digest]);
    return values.ok ? ok(values.value[0] ?? null) : values;
  }

  /** Values past `CACHE_LIMITS.batchBytes` together are misses. */
  async getMany(scope: CacheScope, digests: readonly string[]): Promise<Result<readonly (Uint8Array | null)[], ServiceError>> {
    const checked = checkLookup({ scope, digests });
    if (!checked.ok) return checked;
    const tiers = [...this.#parts.accelerators, this.#parts.record];
    const values = new Map<string, Uint8Array>();
    let answered = false;
    for (const tier of tiers) {
      const missing = [...new Set(digests)].filter((digest) => !values.has(digest));
      if (missing.length === 0) break;
      const entries = await this.#read(tier, scope, missing);
      answered ||= entries !== null;
      for (const entry of entries ?? []) values.set(entry.digest, entry.value);
    }
    if (!answered && digests.length > 0) return unavailable("be read");
    return ok(digests.map((digest) => values.get(digest) ?? null));
  }

  async put(entry: CacheEntry): Promise<Result<null, ServiceError>> {
    return this.putMany([entry]);
  }

  async putMany(entries: readonly CacheEntry[]): Promise<Result<null, ServiceError>> {
    const checked = checkEntries(entries);
    if (!checked.ok) return checked;
    const { record, lifetimes, now } = this.#parts;
    const sealed = await Promise.all(entries.map((entry) => sealEntry(entry, lifetimes, now())));
    try {
      await record.putMany(sealed);
      return ok(null);
    } catch (cause) {
      this.#parts.onEvent({ tier: record.name, kind: "failed", count: entries.length, cause });
      return unavailable("take the entries");
    }
  }

  /** Sound entries of a tier, or null where it failed. */
  async #read(tier: Tier, scope: CacheScope, digests: readonly string[]): Promise<readonly StoredEntry[] | null> {
    let answers: ReadonlyMap<string, TierAnswer>;
    try {
      answers = await tier.getMany(scope, digests);
    } catch (cause) {
      this.#parts.onEvent({ tier: tier.name, kind: "failed", count: digests.length, cause });
      return null;
    }
    const sound = await this.#judge(tier, scope, answers);
    this.#count(tier, scope, sound);
    return sound;
  }

  async #judge(tier: Tier, scope: CacheScope, answers: ReadonlyMap<string, TierAnswer>): Promise<readonly StoredEntry[]> {
    const nowMs = this.#parts.now();
    const sound: StoredEntry[] = [];
    const damaged: string[] = [];
    let expired = 0;
    for (const [digest, entry] of answers) {
      const verdict = entry === "damaged" ? "damaged" : await judgeEntry(entry, scope, digest, nowMs);
      if (verdict === "expired") expired++;
      else if (verdict === "sound" && entry !== "damaged") sound.push(entry);
      else damaged.push(digest);
    }
    this.#report(tier, "hit", sound.length);
    this.#report(tier, "expired", expired);
    this.#report(tier, "damaged", damaged.length);
    if (damaged.length > 0) this.#defer(tier, damaged.length, () => tier.deleteMany(scope, damaged));
    return sound;
  }

  /** Counts reads, writes the counts when they are due, and copies up what is read often. */
  #count(tier: Tier, scope: CacheScope, entries: readonly StoredEntry[]): void {
    const { record, hitCounter, promotionGate, now } = this.#parts;
    const nowMs = now();
    for (const { digest } of entries) hitCounter.record(entryId(scope, digest), { scope, digest }, nowMs);
    if (tier === record) {
      const popular = entries.filter(({ digest, hits }) =>
        promotionGate.admit(scope, digest, hits + hitCounter.pending(entryId(scope, digest)), nowMs),
      );
      this.#promote(popular);
    }
    const due = hitCounter.drainDue(nowMs);
    if (due.length > 0) this.#defer(record, due.length, () => record.addHits(due));
  }

  #promote(entries: readonly StoredEntry[]): void {
    if (entries.length === 0) return;
    for (const tier of this.#parts.accelerators) {
      this.#defer(tier, entries.length, async () => {
        await tier.putMany(entries);
        this.#report(tier, "promoted", entries.length);
      });
    }
  }

  #report(tier: Tier, kind: CacheEvent["kind"], count: number): void {
    if (count > 0) this.#parts.onEvent({ tier: tier.name, kind, count });
  }

  #defer(tier: Tier, count: number, work: () => Promise<void>): void {
    const { defer, onEvent } = this.#parts;
    defer(work().catch((cause: unknown) => onEvent({ tier: tier.name, kind: "failed", count, cause })));
  }
}
