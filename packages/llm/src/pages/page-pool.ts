import { err, fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { PAGE_TOKENS } from "@steadytext/kernel";

/** Seconds after which a turned-away caller may find a place: about the time of one long generation. */
const RETRY_AFTER_SECONDS = 2;

/** Pages that one sequence owns until it gives them back. */
export interface PageLease {
  readonly pages: Uint16Array;
  /** Gives the pages back; calls after the first do nothing. */
  release(): void;
}

/** Why a caller no longer wants what it waits for, or null while it does. */
export type Interruption = () => ServiceError | null;

interface Waiter {
  readonly pages: number;
  readonly interruption: Interruption;
  readonly answer: (result: Result<PageLease, ServiceError>) => void;
}

export interface PagePoolOptions {
  readonly pages: number;
  /** Sequences that may wait for pages. */
  readonly queueLimit: number;
}

/**
 * Hands out KV pages. A sequence gets all that its worst case needs or waits its turn, first come, first served: a running sequence
 * never lacks a page. Which pages it gets changes nothing in its result.
 */
export class PagePool {
  readonly size: number;
  readonly #queueLimit: number;
  readonly #free: number[];
  #waiters: Waiter[] = [];

  constructor({ pages, queueLimit }: PagePoolOptions) {
    this.size = pages;
    this.#queueLimit = queueLimit;
    this.#free = Array.from({ length: pages }, (_, i) => pages - 1 - i);
  }

  get freePages(): number {
    return this.#free.length;
  }

  get waiting(): number {
    return this.#waiters.length;
  }

  /** Pages for `tokens` tokens; a caller that waits is asked for an interruption each time the queue moves. */
  async acquire(tokens: number, interruption: Interruption): Promise<Result<PageLease, ServiceError>> {
    const pages = Math.max(1, Math.ceil(tokens / PAGE_TOKENS));
    if (pages > this.size) return fail("context_length_exceeded", `${tokens} tokens need ${pages} pages of memory; there are ${this.size}`);
    this.#admitWaiters();
    if (this.#waiters.length === 0 && pages <= this.#free.length) return ok(this.#lease(pages));
    if (this.#waiters.length >= this.#queueLimit) {
      return fail("overloaded", "The model is busy and its queue is full: try again shortly", { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    const { promise, resolve } = Promise.withResolvers<Result<PageLease, ServiceError>>();
    this.#waiters.push({ pages, interruption, answer: resolve });
    return promise;
  }

  #lease(count: number): PageLease {
    const pages = Uint16Array.from(this.#free.splice(-count).reverse());
    let held = true;
    return {
      pages,
      release: () => {
        if (!held) return;
        held = false;
        this.#free.push(...pages);
        this.#admitWaiters();
      },
    };
  }

  #admitWaiters(): void {
    const staying: Waiter[] = [];
    for (const waiter of this.#waiters) {
      const interruption = waiter.interruption();
      if (interruption === null) staying.push(waiter);
      else waiter.answer(err(interruption));
    }
    let admitted = 0;
    for (const { pages, answer } of staying) {
      if (pages > this.#free.length) break;
      answer(ok(this.#lease(pages)));
      admitted += 1;
    }
    this.#waiters = staying.slice(admitted);
  }
}
