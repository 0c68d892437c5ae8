/** Reads after which an entry is worth a copy in KV. */
const PROMOTION_READS = 10;
/** How long a copy is taken to be there: KV takes one write a second for a key, and may answer "absent" for a minute after one. */
const HOLD_MS = 3_600_000;
const MAX_HELD = 10_000;

/** Decides which entries are copied to KV, and that each is so at most once an hour. */
export class PromotionGate {
  readonly #heldUntilMs = new Map<string, number>();

  /** Whether to copy an entry that has been read `reads` times; a yes holds it. */
  admit(id: string, reads: number, nowMs: number): boolean {
    if (reads <= PROMOTION_READS || (this.#heldUntilMs.get(id) ?? 0) > nowMs) return false;
    this.hold(id, nowMs);
    return true;
  }

  /** Notes that KV has a copy. */
  hold(id: string, nowMs: number): void {
    this.#heldUntilMs.delete(id);
    this.#heldUntilMs.set(id, nowMs + HOLD_MS);
    const oldest = this.#heldUntilMs.keys().next();
    if (this.#heldUntilMs.size > MAX_HELD && !oldest.done) this.#heldUntilMs.delete(oldest.value);
  }

  /** Notes that KV has none after all. */
  release(id: string): void {
    this.#heldUntilMs.delete(id);
  }
}
