/**
 * Turns of the event loop that all readers of one object share, since the timers of an object fire one after the other, a millisecond apart:
 * with a timer each, eight readers would sleep for as long as a third of the step they wait for. They share the object's context too, so no
 * request that vanishes takes the others' timer along.
 */
export class SharedTurn {
  #next: Promise<void> | null = null;

  /** Resolves in the next turn of the event loop, for everybody who asked for it by then. */
  next(): Promise<void> {
    this.#next ??= this.#take();
    return this.#next;
  }

  async #take(): Promise<void> {
    await scheduler.wait(0);
    this.#next = null;
  }
}
