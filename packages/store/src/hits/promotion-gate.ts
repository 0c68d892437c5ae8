import type { CacheScope } from "@steadytext/core";

/** Reads after which an entry is worth a copy in the faster tiers. */
const PROMOTION_READS = 10;
/** KV may go on answering "absent" this long after a write, and takes one write a second for a key: no second promotion within it. */
const HOLD_MS = 60_000;
const MAX_HELD = 1_000;

/** Decides which entries move up a tier, and that each does so once. */
export class PromotionGate {
  readonly #heldUntilMs = new Map<string, number>();

  /** Whether to promote an entry that has been read `reads` times; a yes holds until the copy can be seen everywhere. */
  admit(scope: CacheScope, digest: string, reads: number, nowMs: number): boolean {
    const key = `${digest}:${scope}`;
    if (reads <= PROMOTION_READS || (this.#heldUntilMs.get(key) ?? 0) > nowMs) return false;
    this.#heldUntilMs.delete(key);
    this.#heldUntilMs.set(key, nowMs + HOLD_MS);
    this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    const oldest = this.#heldUntilMs.keys().next();
    if (this.#heldUntilMs.size > MAX_HELD && !oldest.done) this.#heldUntilMs.delete(oldest.value);
  }
}
