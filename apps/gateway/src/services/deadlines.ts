import { err, ok, type Result } from "@steadytext/core";

/** The shortest deadline that is usual: the first timer is set to it, so that what is asked next seldom needs an earlier one. */
const FIRST_MS = 200;

interface Waiting {
  readonly dueAtMs: number;
  giveUp(): void;
}

/**
 * The deadlines of one request over a single timer: one for each call, set and cleared, cost as much as a look-up in another Worker.
 * `within` does what `withDeadline` does, to the millisecond.
 */
export class Deadlines {
  readonly #waiting = new Set<Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ringsAtMs = Number.POSITIVE_INFINITY;

  readonly within = async <T>(work: Promise<T>, ms: number): Promise<Result<T, "late">> => {
    const late = Promise.withResolvers<Result<T, "late">>();
    const nowMs = Date.now();
    const waiting = { dueAtMs: nowMs + ms, giveUp: () => late.resolve(err("late")) };
    this.#waiting.add(waiting);
    if (waiting.dueAtMs < this.#ringsAtMs) this.#setTimer(nowMs, Math.min(ms, FIRST_MS));
    try {
      return await Promise.race([work.then(ok), late.promise]);
    } finally {
      this.#waiting.delete(waiting);
    }
  };

  /** Drops the timer, unless work goes on behind the answer. */
  answered(): void {
    if (this.#waiting.size === 0) this.#clearTimer();
  }

  #setTimer(nowMs: number, ms: number): void {
    this.#clearTimer();
    this.#ringsAtMs = nowMs + ms;
    this.#timer = setTimeout(() => this.#ring(), ms);
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#ringsAtMs = Number.POSITIVE_INFINITY;
  }

  #ring(): void {
    const nowMs = Date.now();
    this.#ringsAtMs = Number.POSITIVE_INFINITY;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const waiting of this.#waiting) {
      if (waiting.dueAtMs <= nowMs) waiting.giveUp();
      else nextMs = Math.min(nextMs, waiting.dueAtMs);
    }
    if (Number.isFinite(nextMs)) this.#setTimer(nowMs, nextMs - nowMs);
  }
}
