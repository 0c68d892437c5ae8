/** While an isolate computes, its process sees no caller come or go but in a turn of the event loop: this is how late it may notice. */
const LONGEST_WITHOUT_TURN_MS = 50;
/** The same in steps: few tokens are to be computed for a caller who is gone, however fast they come. */
const MOST_STEPS_WITHOUT_TURN = 3;

/**
 * Turns of the event loop that all readers of one object share, since the timers of an object fire one after the other, a millisecond apart:
 * with a timer each, eight readers would sleep for as long as a third of the step they wait for. They share the object's context too, so no
 * request that vanishes takes the others' timer along.
 */
export class SharedTurn {
  readonly #now: () => number;
  #next: Promise<void> | null = null;
  #turnedAtMs = Number.NEGATIVE_INFINITY;
  /** Steps that were run by the first one who asked after the last turn. */
  #stepsThen: number | null = null;

  /** @param now milliseconds, on any clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether the loop has not turned for so long that no step may be run before it has; `steps` are those that were run so far. */
  isDue(steps: number): boolean {
    this.#stepsThen ??= steps;
    return steps - this.#stepsThen >= MOST_STEPS_WITHOUT_TURN || this.#now() - this.#turnedAtMs >= LONGEST_WITHOUT_TURN_MS;
  }

  /** Resolves in the next turn of the event loop, for everybody who asked for it by then. */
  next(): Promise<void> {
    this.#next ??= this.#take();
    return this.#next;
  }

  async #take(): Promise<void> {
    await scheduler.wait(0);
    this.#next = null;
    this.#turnedAtMs = this.#now();
    this.#stepsThen = null;
  }
}
