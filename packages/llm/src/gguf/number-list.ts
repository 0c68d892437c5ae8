const FIRST_ITEMS = 64;

/** Numbers in one growing block. */
export class NumberList {
  #items = new Float64Array(FIRST_ITEMS);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#items.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.#length++] = value;
  }

  values(): Float64Array {
    return this.#items.subarray(0, this.#length);
  }
}
