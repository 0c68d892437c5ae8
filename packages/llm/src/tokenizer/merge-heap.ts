/** Positions of a word stay below this, so that rank and position share one exact double. */
const POSITIONS = 2 ** 24;
const FIRST_CAPACITY = 64;
const KEPT_CAPACITY = 8192;

/** Binary min-heap of merge candidates, by rank and then by position. */
export class MergeHeap {
  #keys = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(rank: number, position: number): void {
    if (this.#size === this.#keys.length) this.#resize(this.#size * 2);
    const key = rank * POSITIONS + position;
    let child = this.#size++;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = this.#keys[parent] ?? 0;
      if (above <= key) break;
      this.#keys[child] = above;
      child = parent;
    }
    this.#keys[child] = key;
  }

  /** Takes the key of the lowest candidate, for `rankOf` and `positionOf`; there must be one. */
  pop(): number {
    const lowest = this.#keys[0] ?? 0;
    const last = this.#keys[--this.#size] ?? 0;
    this.#sink(last);
    if (this.#size === 0 && this.#keys.length > KEPT_CAPACITY) this.#resize(FIRST_CAPACITY);
    return lowest;
  }

  #sink(key: number): void {
    let parent = 0;
    for (;;) {
      let child = parent * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (this.#keys[child + 1] ?? 0) < (this.#keys[child] ?? 0)) child += 1;
      const below = this.#keys[child] ?? 0;
      if (below >= key) break;
      this.#keys[parent] = below;
      parent = child;
    }
    this.#keys[parent] = key;
  }

  #resize(capacity: number): void {
    const larger = new Float64Array(capacity);
    larger.set(this.#keys.subarray(0, this.#size));
    this.#keys = larger;
  }
}

/** Rank of the candidate behind a key. */
export function rankOf(key: number): number {
  return Math.floor(key / POSITIONS);
}

/** Position of the candidate behind a key. */
export function positionOf(key: number): number {
  return key - rankOf(key) * POSITIONS;
}
