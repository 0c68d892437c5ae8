import { VOID_LIFETIME_MS } from "./copy-lifetime.ts";
import type { StoredEntry } from "../entry/stored-entry.ts";

/** Something that was removed on purpose: copies of it that are older than `atMs` are void. `target` is empty for `all`. */
export interface Void {
  readonly kind: "digest" | "scope" | "model" | "all";
  readonly target: string;
  /** Taken after the removal from the record. */
  readonly atMs: number;
}

/**
 * Clocks of two machines may differ by this much. A copy made within it after a removal is held to be void too, which costs a read of the record and nothing
 * else: voids never touch the record, so one that covers too much is slow, not wrong.
 */
const CLOCK_SKEW_MS = 5_000;

/** What was removed, as an isolate knows it. */
export class VoidList {
  readonly #latest = new Map<string, number>();

  /** Forgets those that no copy can be older than. */
  prune(nowMs: number): void {
    for (const [id, atMs] of this.#latest) if (atMs < nowMs - VOID_LIFETIME_MS) this.#latest.delete(id);
  }

  add(voids: readonly Void[]): void {
    for (const { kind, target, atMs } of voids) {
      const id = `${kind}:${target}`;
      this.#latest.set(id, Math.max(atMs, this.#latest.get(id) ?? -Infinity));
    }
  }

  /** Whether a copy was made before something that it belongs to was removed. */
  covers({ scope, digest, modelDigest, asOfMs }: StoredEntry): boolean {
    return [`digest:${digest}`, `scope:${scope}`, `model:${modelDigest}`, "all:"].some(
      (id) => asOfMs <= (this.#latest.get(id) ?? -Infinity) + CLOCK_SKEW_MS,
    );
  }
}
