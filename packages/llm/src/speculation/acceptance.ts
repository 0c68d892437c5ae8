/** How much an observation counts after the next one. */
const DECAY = 0.97;
/** How many observations the first guess counts for. */
const PRIOR_WEIGHT = 4;

/** How likely a proposed token is to be chosen: learned for each length of match, the latest proposals counting most. */
export class Acceptance {
  readonly #hits = new Map<number, number>();
  readonly #total = new Map<number, number>();

  /** The longer a match, the more can be expected of it from the start. */
  rate(matched: number): number {
    const prior = 1 - 4.5 / matched ** 2;
    return ((this.#hits.get(matched) ?? 0) + prior * PRIOR_WEIGHT) / ((this.#total.get(matched) ?? 0) + PRIOR_WEIGHT);
  }

  observe(matched: number, isHit: boolean): void {
    this.#hits.set(matched, (this.#hits.get(matched) ?? 0) * DECAY + (isHit ? 1 : 0));
    this.#total.set(matched, (this.#total.get(matched) ?? 0) * DECAY + 1);
  }
}
