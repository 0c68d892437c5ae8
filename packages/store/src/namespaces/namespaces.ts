import {
  fail,
  NAMESPACE_LIMITS as LIMITS,
  ok,
  type NamespaceItem,
  type NamespaceService,
  type NamespaceStats,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { ReadCounter } from "../hits/read-counter.ts";
import { checkItems, checkKeys, checkMaxSize, checkName } from "./check-namespace.ts";
import type { NamespaceRecords, NamespaceRef, NamespaceTotals } from "./namespace-records.ts";
import { textDigest } from "./text-digest.ts";

/** An entry of a namespace, as reads of it are counted. */
export interface NamespaceEntryRef {
  readonly namespace: string;
  readonly keyDigest: string;
}

/** What namespaces are made of. */
export interface NamespaceParts {
  readonly records: NamespaceRecords;
  readonly readCounter: ReadCounter<NamespaceEntryRef>;
  readonly now: () => number;
  /** Keeps the invocation alive for work that the answer does not wait for. */
  readonly defer: (work: Promise<void>) => void;
  /** For the log: why a store failed. */
  readonly onFailure: (cause: unknown) => void;
}

/** Longest that one call evicts or clears: less than its caller waits. */
const WORK_MS = 7_000;
/** An eviction goes on until this share of the size is left in use. */
const EVICT_DOWN_TO = 0.8;

/** Namespaces over their rows: checks what is asked, counts reads, and keeps each namespace within its size. */
export class Namespaces implements NamespaceService {
  readonly #parts: NamespaceParts;

  constructor(parts: NamespaceParts) {
    this.#parts = parts;
  }

  async init(tenant: string, cacheName: string, maxSizeBytes: number): Promise<Result<null, ServiceError>> {
    const checked = checkMaxSize(maxSizeBytes);
    if (!checked.ok) return checked;
    return this.#write(tenant, cacheName, (ref) => this.#parts.records.init(ref, Math.ceil(maxSizeBytes)));
  }

  async get(tenant: string, cacheName: string, keys: readonly string[]): Promise<Result<readonly (string | null)[], ServiceError>> {
    const checked = checkKeys(keys);
    if (!checked.ok) return checked;
    return this.#run(tenant, cacheName, async ({ namespace }) => {
      const keyDigests = await Promise.all(keys.map((key) => textDigest(key)));
      const first = await this.#firstThatFit(namespace, keyDigests);
      const values = await this.#parts.records.values(namespace, [...new Set(first)]);
      this.#count(namespace, [...values.keys()]);
      return ok(first.map((keyDigest) => values.get(keyDigest) ?? null));
    });
  }

  async set(tenant: string, cacheName: string, items: readonly NamespaceItem[]): Promise<Result<null, ServiceError>> {
    const checked = checkItems(items);
    if (!checked.ok) return checked;
    return this.#write(tenant, cacheName, async (ref) => {
      const last = new Map(items.map(({ key, value }) => [key, value]));
      const digested = await Promise.all([...last].map(async ([key, value]) => ({ keyDigest: await textDigest(key), value })));
      return this.#parts.records.set(ref, digested);
    });
  }

  async delete(tenant: string, cacheName: string, keys: readonly string[]): Promise<Result<null, ServiceError>> {
    const checked = checkKeys(keys);
    if (!checked.ok) return checked;
    return this.#run(tenant, cacheName, async ({ namespace }) => {
      await this.#parts.records.remove(namespace, await Promise.all(keys.map((key) => textDigest(key))));
      return ok(null);
    });
  }

  async exists(tenant: string, cacheName: string, key: string): Promise<Result<boolean, ServiceError>> {
    const checked = checkKeys([key]);
    if (!checked.ok) return checked;
    return this.#run(tenant, cacheName, async ({ namespace }) => ok(await this.#parts.records.exists(namespace, await textDigest(key))));
  }

  async clear(tenant: string, cacheName: string): Promise<Result<null, ServiceError>> {
    return this.#run(tenant, cacheName, async ({ namespace }) => {
      if (await this.#parts.records.clear(namespace, this.#mayGoOn())) return ok(null);
      return fail("unavailable", "the namespace is too large to be cleared in one call: send the same again", { retryAfterSeconds: 1 });
    });
  }

  async stats(tenant: string, cacheName: string): Promise<Result<NamespaceStats, ServiceError>> {
    return this.#run(tenant, cacheName, async ({ namespace }) => {
      const { records, readCounter } = this.#parts;
      await records.addReads(flatten(readCounter.drainAll()));
      const [{ entries, bytes, maxSizeBytes }, { average, greatest }] = await Promise.all([
        records.totals(namespace),
        records.frequencies(namespace),
      ]);
      return ok({
        entryCount: entries,
        totalSize: bytes,
        avgFrequency: average,
        maxFrequency: greatest,
        maxSizeBytes,
        utilization: bytes / maxSizeBytes,
      });
    });
  }

  /** A write makes the namespace where it is new, unless the tenant has too many, and leaves it within its size. */
  #write(
    tenant: string,
    cacheName: string,
    work: (ref: NamespaceRef) => Promise<NamespaceTotals | null>,
  ): Promise<Result<null, ServiceError>> {
    return this.#run(tenant, cacheName, async (ref) => {
      const totals = (await work(ref)) ?? (await this.#workWithRoom(ref, work));
      if (totals === null)
        return fail(
          "invalid_request",
          `cache_name: a tenant has at most ${LIMITS.namespacesPerTenant} namespaces that hold something: use or clear one of those`,
          {
            param: "cache_name",
          },
        );
      if (totals.bytes > totals.maxSizeBytes) await this.#evict(ref.namespace, totals.maxSizeBytes);
      return ok(null);
    });
  }

  /** Once more for a tenant who has as many namespaces as may be, without those that hold nothing. */
  async #workWithRoom(ref: NamespaceRef, work: (ref: NamespaceRef) => Promise<NamespaceTotals | null>): Promise<NamespaceTotals | null> {
    await this.#parts.records.dropEmpty(ref.tenant);
    return work(ref);
  }

  async #run<T>(
    tenant: string,
    cacheName: string,
    work: (ref: NamespaceRef) => Promise<Result<T, ServiceError>>,
  ): Promise<Result<T, ServiceError>> {
    const checked = checkName(tenant, cacheName);
    if (!checked.ok) return checked;
    try {
      return await work({ namespace: await textDigest(tenant, cacheName), tenant, name: cacheName });
    } catch (cause) {
      this.#parts.onFailure(cause);
      return fail("unavailable", "the namespaces' store did not answer: try again", { retryAfterSeconds: 1 });
    }
  }

  /** The first digests whose values one answer can carry; one at least. */
  async #firstThatFit(namespace: string, keyDigests: readonly string[]): Promise<readonly string[]> {
    if (keyDigests.length <= 1) return keyDigests;
    const sizes = await this.#parts.records.sizes(namespace, [...new Set(keyDigests)]);
    let room: number = LIMITS.answerBytes;
    const end = keyDigests.findIndex((keyDigest, at) => (room -= sizes.get(keyDigest) ?? 0) < 0 && at > 0);
    return end === -1 ? keyDigests : keyDigests.slice(0, end);
  }

  #count(namespace: string, keyDigests: readonly string[]): void {
    const { readCounter, records, now, defer, onFailure } = this.#parts;
    const nowMs = now();
    for (const keyDigest of keyDigests) readCounter.record(`${namespace}:${keyDigest}`, { namespace, keyDigest }, nowMs);
    const due = readCounter.drainDue(nowMs);
    if (due.length > 0) defer(records.addReads(flatten(due)).catch(onFailure));
  }

  /** Makes room by the reads known so far. What is stored stays stored when that fails: the next write tries again. */
  async #evict(namespace: string, maxSizeBytes: number): Promise<void> {
    const { records, readCounter, onFailure } = this.#parts;
    try {
      await records.addReads(flatten(readCounter.drainAll()));
      await records.shedDownTo(namespace, EVICT_DOWN_TO * maxSizeBytes, this.#mayGoOn());
    } catch (cause) {
      onFailure(cause);
    }
  }

  #mayGoOn(): () => boolean {
    const { now } = this.#parts;
    const endMs = now() + WORK_MS;
    return () => now() < endMs;
  }
}

function flatten(counts: readonly { readonly subject: NamespaceEntryRef; readonly reads: number; readonly lastAtMs: number }[]) {
  return counts.map(({ subject, reads, lastAtMs }) => ({ ...subject, reads, lastAtMs }));
}
