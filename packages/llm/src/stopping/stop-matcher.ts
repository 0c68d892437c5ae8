/** Text that is final, and whether a stop string came right behind it. */
export interface StopStep {
  readonly text: string;
  readonly stopped: boolean;
}

/**
 * Finds stop strings in text that arrives in pieces, and holds back what may still be the start of one. The stop string that is
 * complete first wins, and among those that end together the longest; so the result depends on the text, never on how it was cut.
 */
export class StopMatcher {
  readonly #stops: readonly string[];
  #held = "";

  /** `stops` must not hold an empty string. */
  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  push(piece: string): StopStep {
    const text = this.#held + piece;
    const start = this.#firstMatch(text);
    if (start >= 0) {
      this.#held = "";
      return { text: text.slice(0, start), stopped: true };
    }
    const final = text.length - this.#undecided(text);
    this.#held = text.slice(final);
    return { text: text.slice(0, final), stopped: false };
  }

  /** Gives what is held back, once no more text comes. */
  flush(): string {
    const text = this.#held;
    this.#held = "";
    return text;
  }

  #firstMatch(text: string): number {
    let start = -1;
    let end = Infinity;
    for (const stop of this.#stops) {
      const from = text.indexOf(stop);
      const to = from + stop.length;
      if (from >= 0 && (to < end || (to === end && from < start))) {
        start = from;
        end = to;
      }
    }
    return start;
  }

  /** Length of the longest end of `text` that a stop string starts with. */
  #undecided(text: string): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
