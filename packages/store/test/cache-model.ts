import type { CachePurge, CacheScope } from "@steadytext/core";

/** The rules that the model lives by: few entries, so that a clean-up finds some to drop, and copies that end before their entries. */
export const MODEL_RULES = { sharedSeconds: 604_800, tenantSeconds: 3_600, maxEntries: 2 };

/** What the model knows of an entry that was put. */
interface Known {
  readonly endsAtMs: number;
  /** Dropped from the record to save room: its copies may go on. */
  readonly evicted: boolean;
}

/** What was removed: by which isolate, and when. */
interface Removed {
  readonly isolate: number;
  readonly atMs: number;
  readonly endsAtMs: number;
}

/** The longest that another isolate may serve what was removed. */
const NOTICE_MS = 60_000;

/** The cache as a plain map. Entries of the model's second digest belong to a second model. */
export class CacheModel {
  readonly #known = new Map<string, Known>();
  readonly #removed = new Map<string, Removed>();

  put(scope: CacheScope, digest: string, nowMs: number): void {
    const { sharedSeconds, tenantSeconds } = MODEL_RULES;
    const endsAtMs = nowMs + (scope === "shared" ? sharedSeconds : tenantSeconds) * 1000;
    this.#known.set(`${scope} ${digest}`, { endsAtMs, evicted: false });
  }

  remove(isolate: number, matches: (scope: string, digest: string) => boolean, atMs: number): void {
    for (const [key, { endsAtMs }] of this.#known) {
      const [scope, digest] = key.split(" ") as [string, string];
      if (!matches(scope, digest)) continue;
      this.#known.delete(key);
      this.#removed.set(key, { isolate, atMs, endsAtMs });
    }
  }

  /** Notes which entries the record still has. */
  evict(isKept: (key: string) => boolean): void {
    for (const [key, entry] of this.#known) if (!isKept(key)) this.#known.set(key, { ...entry, evicted: true });
  }

  /** Whether a value, and whether none, is a right answer for an isolate. */
  allows(isolate: number, scope: CacheScope, digest: string, nowMs: number): { readonly value: boolean; readonly none: boolean } {
    const key = `${scope} ${digest}`;
    const known = this.#known.get(key);
    if (known !== undefined && known.endsAtMs > nowMs) return { value: true, none: known.evicted };
    const removed = this.#removed.get(key);
    const unnoticed = removed !== undefined && removed.isolate !== isolate && nowMs - removed.atMs <= NOTICE_MS && removed.endsAtMs > nowMs;
    return { value: unnoticed, none: true };
  }
}

/** Whether a purge is about an entry. */
export function isPurged(what: CachePurge, scope: string, digest: string, modelOf: (digest: string) => string): boolean {
  if ("digest" in what) return digest === what.digest;
  if ("tenant" in what) return scope === `tenant:${what.tenant}`;
  return modelOf(digest) === what.modelDigest;
}
