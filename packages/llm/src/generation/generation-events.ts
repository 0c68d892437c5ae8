import { interruption, type GenerationHost } from "../runtime/generation-host.ts";
import { waitForNews } from "../runtime/wait-for-news.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { ModelEvent } from "./model-event.ts";
import type { SharedGeneration } from "./shared-generation.ts";

const OVER = { done: true, value: undefined } as const;

/**
 * One reader's view of a generation's events: `started`, a `token` event a token, the end token among them, then `done`; or an `error` as the
 * last. Nothing happens before the first is asked for, and `return` lets go at once, also while `next` waits, which no generator function
 * can do. What comes out is a function of the model and the request alone, but for `started` and errors.
 */
export class GenerationEvents implements AsyncIterableIterator<ModelEvent, undefined> {
  readonly #generation: SharedGeneration;
  readonly #scheduler: Scheduler;
  readonly #host: GenerationHost;
  #index = 0;
  #isOver = false;

  constructor(generation: SharedGeneration, scheduler: Scheduler, host: GenerationHost) {
    this.#generation = generation;
    this.#scheduler = scheduler;
    this.#host = host;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ModelEvent, undefined>> {
    const event = await this.nextWithin(Number.POSITIVE_INFINITY);
    return event === null ? OVER : { done: false, value: event };
  }

  /** The next event, or null: when none came within `ms`, or there is none any more. */
  async nextWithin(ms: number): Promise<ModelEvent | null> {
    const until = this.#host.now() + ms;
    const isInTime = () => this.#host.now() < until && interruption(this.#host) === null;
    await waitForNews(this.#scheduler, this.#host, () => this.#isOver || this.#news() !== undefined || !isInTime());
    if (this.#isOver) return null;
    const event = this.#news() ?? this.#interrupted();
    if (event === null) return null;
    this.#generation.passed(++this.#index);
    if (event.type === "done" || event.type === "error") await this.return();
    return event;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#isOver = true;
    this.#generation.leave(this);
    return OVER;
  }

  #news(): ModelEvent | undefined {
    return this.#generation.event(this.#index);
  }

  /** This reader's time is over, whatever becomes of the others'. */
  #interrupted(): ModelEvent | null {
    const error = interruption(this.#host);
    return error === null ? null : { type: "error", error };
  }
}
