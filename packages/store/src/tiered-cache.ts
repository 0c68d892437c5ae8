import { fail, ok, type CacheEntry, type CacheScope, type CacheService, type Result, type ServiceError } from "@steadytext/core";
import type { CacheEvent } from "./cache-event.ts";
import { COPY_LIFETIME_MS } from "./copies/copy-lifetime.ts";
import type { VoidSource, VoidWatch } from "./copies/void-watch.ts";
import type { CacheRules } from "./entry/cache-rules.ts";
import { checkEntries, checkLookup } from "./entry/check-input.ts";
import { judgeEntry, sealEntry, type StoredEntry } from "./entry/stored-entry.ts";
import type { PromotionGate } from "./hits/promotion-gate.ts";
import type { ReadCounter } from "./hits/read-counter.ts";
import { entryId, type EntryRef, type RecordTier, type Tier, type TierAnswer } from "./tiers/tier.ts";

/** What a tiered cache is made of. */
export interface TieredCacheParts {
  /** Takes every entry that was read below it. */
  readonly memory: Tier;
  /** Takes entries that are read often. */
  readonly kv: Tier;
  readonly record: RecordTier;
  readonly voids: VoidWatch;
  readonly voidSource: VoidSource;
  /** Counts damaged entries for good. */
  readonly countCorrupt: (tier: Tier["name"], count: number) => Promise<void>;
  readonly rules: CacheRules;
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
 * Reads go down the tiers until each digest has a sound entry, which then has a copy in memory; writes go to the record alone, and much-read entries are copied
 * to KV. A tier that fails is passed over, and what it holds is judged here and nowhere else: a damaged, foreign, void or expired entry is a miss.
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
    const { memory, kv, record, voids, voidSource, now, defer } = this.#parts;
    await voids.refresh(voidSource, now, defer);
    const values = new Map<string, Uint8Array>();
    let missing: readonly string[] = [...new Set(digests)];
    let answered = missing.length === 0;
    const copies = voids.isTrusted(now()) ? [memory, kv] : [];
    for (const tier of [...copies, record]) {
      if (missing.length === 0) break;
      const entries = await this.#read(tier, scope, missing);
      answered ||= entries !== null && tier !== memory;
      for (const entry of entries ?? []) values.set(entry.digest, entry.value);
      missing = missing.filter((digest) => !values.has(digest));
    }
    if (!answered && missing.length > 0) return unavailable("be read");
    this.#report(record, "miss", missing.length);
    return ok(digests.map((digest) => values.get(digest) ?? null));
  }

  async put(entry: CacheEntry): Promise<Result<null, ServiceError>> {
    return this.putMany([entry]);
  }

  async putMany(entries: readonly CacheEntry[]): Promise<Result<null, ServiceError>> {
    const checked = checkEntries(entries);
    if (!checked.ok) return checked;
    const { memory, record, rules, now } = this.#parts;
    const sealed = await Promise.all(entries.map((entry) => sealEntry(entry, rules, now())));
    try {
      await record.putMany(sealed);
    } catch (cause) {
      this.#parts.onEvent({ tier: record.name, kind: "failed", count: entries.length, cause });
      return unavailable("take the entries");
    }
    for (const { scope, digest } of sealed) await memory.deleteMany(scope, [digest]);
    return ok(null);
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
    if (tier !== this.#parts.memory) await this.#parts.memory.putMany(sound);
    this.#count(tier, scope, sound);
    return sound;
  }

  async #judge(tier: Tier, scope: CacheScope, answers: ReadonlyMap<string, TierAnswer>): Promise<readonly StoredEntry[]> {
    const verdicts = { sound: [] as StoredEntry[], expired: [] as string[], damaged: [] as string[] };
    for (const [digest, entry] of answers) {
      const verdict = await this.#verdict(tier, scope, digest, entry);
      if (verdict !== "sound") verdicts[verdict].push(digest);
      else if (entry !== "damaged") verdicts.sound.push(entry);
    }
    const { sound, expired, damaged } = verdicts;
    this.#report(tier, "hit", sound.length);
    this.#report(tier, "expired", expired.length);
    this.#report(tier, "damaged", damaged.length);
    if (damaged.length > 0) {
      this.#defer(tier, damaged.length, () => tier.deleteMany(scope, damaged));
      this.#defer(this.#parts.record, damaged.length, () => this.#parts.countCorrupt(tier.name, damaged.length));
    }
    return sound;
  }

  /** Copies end with what was removed on purpose, and with their own lifetime; the record knows better. */
  async #verdict(tier: Tier, scope: CacheScope, digest: string, entry: TierAnswer): Promise<"sound" | "expired" | "damaged"> {
    if (entry === "damaged") return "damaged";
    const { record, voids, now } = this.#parts;
    const isCopy = tier !== record;
    if (isCopy && (voids.covers(entry) || entry.asOfMs + COPY_LIFETIME_MS <= now())) return "expired";
    return judgeEntry(entry, scope, digest, now());
  }

  /** Counts reads, writes the counts when they are due, and copies to KV what is read often. */
  #count(tier: Tier, scope: CacheScope, entries: readonly StoredEntry[]): void {
    const { kv, record, hitCounter, promotionGate, now } = this.#parts;
    const nowMs = now();
    for (const { digest } of entries) hitCounter.record(entryId(scope, digest), { scope, digest }, nowMs);
    if (tier === kv) for (const { digest } of entries) promotionGate.hold(entryId(scope, digest), nowMs);
    this.#promote(
      entries.filter(({ digest, hits }) => {
        const id = entryId(scope, digest);
        return promotionGate.admit(id, hits + hitCounter.pending(id), nowMs);
      }),
    );
    const due = hitCounter.drainDue(nowMs);
    if (due.length > 0) this.#defer(record, due.length, () => record.addHits(due));
  }

  #promote(entries: readonly StoredEntry[]): void {
    if (entries.length === 0) return;
    const { kv, promotionGate } = this.#parts;
    this.#defer(kv, entries.length, async () => {
      try {
        await kv.putMany(entries);
      } catch (cause) {
        for (const { scope, digest } of entries) promotionGate.release(entryId(scope, digest));
        throw cause;
      }
      this.#report(kv, "promoted", entries.length);
    });
  }

  #report(tier: Tier, kind: CacheEvent["kind"], count: number): void {
    if (count > 0) this.#parts.onEvent({ tier: tier.name, kind, count });
  }

  #defer(tier: Tier, count: number, work: () => Promise<void>): void {
    const { defer, onEvent } = this.#parts;
    defer(work().catch((cause: unknown) => onEvent({ tier: tier.name, kind: "failed", count, cause })));
  }
}
