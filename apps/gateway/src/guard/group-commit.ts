import type { Clock } from "@steadytext/core";

/**
 * Between two writes of the same state: those who come in between share the second. A write costs about as much as three admissions, and
 * at load twenty or more share it; one that comes alone does not wait.
 */
const WINDOW_MS = 4;

/** Writes often changed state seldom: whoever changed it waits for a write that began after the change. */
export class GroupCommit {
  readonly #write: () => void;
  readonly #clock: Clock;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  #next: Promise<void> | null = null;

  constructor(write: () => void, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Resolves once the state as it is now is written; rejects where it could not be. */
  commit(): Promise<void> {
    this.#next ??= this.#begin();
    return this.#next;
  }

  #begin(): Promise<void> {
    const waitMs = this.#writtenAtMs + WINDOW_MS - this.#clock.now();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const write = (): void => {
      this.#next = null;
      this.#writtenAtMs = this.#clock.now();
      try {
        resolve(this.#write());
      } catch (cause) {
        reject(cause);
      }
    };
    if (waitMs > 0) this.#clock.after(Math.min(waitMs, WINDOW_MS), write);
    else queueMicrotask(write);
    return promise;
  }
}
