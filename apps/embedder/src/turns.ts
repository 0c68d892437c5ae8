/** A text of 256 tokens takes about 100 ms: a fifth of that is left to others. */
const TOKENS_PER_REST_MS = 12;

/**
 * Lets the isolate compute one text at a time, and rest after each for as long as requests and answers need to move on: they take many
 * rounds of the event loop, and the pauses of all jobs would be over in one, which would then compute a text of each. So whoever finds, after
 * its pause, that a text was computed meanwhile pauses again. Nobody holds anything: a job that vanishes keeps no other from its turn.
 */
export class Turns {
  readonly #pause: (ms: number) => Promise<void>;
  /** Turns taken so far. */
  #taken = 0;
  /** How often somebody had to pause again. */
  #waits = 0;
  /** Milliseconds of rest after the text that was computed last. */
  #restMs = 0;

  /** @param pause ends one round of the event loop later at the soonest */
  constructor(pause: (ms: number) => Promise<void>) {
    this.#pause = pause;
  }

  /**
   * For one job: what ends when it is to compute one text of so many tokens, at once, or when it need not wait any more.
   * @param isOver asked after each pause
   */
  join(isOver: () => boolean): (tokens: number) => Promise<void> {
    let ownRestMs = 0;
    return async (tokens) => {
      for (let isNew = true; ; isNew = false) {
        const [taken, waits] = [this.#taken, this.#waits];
        await this.#pause(isNew ? ownRestMs : this.#restMs);
        if (isOver()) return;
        // Whoever waits already goes first, so that a long list has no two turns before another's one.
        const othersFirst = isNew && waits !== this.#waits;
        if (taken === this.#taken && !othersFirst) break;
        this.#waits += 1;
      }
      this.#taken += 1;
      this.#restMs = ownRestMs = Math.ceil(tokens / TOKENS_PER_REST_MS);
    };
  }
}
