import type { Clock } from "@steadytext/core";

/**
 * Between two writes of the same state: those who come in between share the second. A write costs about as much as three admissions, so the
 * more shared the last one, the longer the next is put off; one that comes alone does not wait.
 */
const WINDOW_MS = { shortest: 2, perSharer: 4, longest: 16 } as const;

/** Writes often changed state seldom: whoever changed it waits for a write that began after the change. */
export class GroupCommit {
  readonly #write: () => void;
  readonly #clock: Clock;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  #next: Promise<void> | null = null;
  /** Who waits for the next write. */
  #sharers = 0;
  #windowMs: number = WINDOW_MS.shortest;

  constructor(write: () => void, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Resolves once the state as it is now is written; rejects where it could not be. */
  commit(): Promise<void> {
    this.#next ??= this.#begin();
    this.#sharers += 1;
    return this.#next;
  }

  #begin(): Promise<void> {
    const waitMs = this.#writtenAtMs + this.#windowMs - this.#clock.now();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const write = (): void => {
      this.#next = null;
      this.#writtenAtMs = this.#clock.now();
      this.#windowMs = Math.min(WINDOW_MS.longest, Math.max(WINDOW_MS.shortest, WINDOW_MS.perSharer * (this.#sharers - 1)));
      this.#sharers = 0;
      try {
        resolve(this.#write());
      } catch (cause) {
        reject(cause);
      }
    };
    if (waitMs > 0) this.#clock.after(Math.min(waitMs, this.#windowMs), write);
    else queueMicrotask(write);
    return promise;
  }
}
