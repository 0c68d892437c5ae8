const FIRST_ITEMS = 64;

/** Numbers in one growing block. */
export class NumberList {
  #items = new Float64Array(FIRST_ITEMS);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#items.length) this.#items = new Float64Array(this.#items.buffer.transfer(this.#items.byteLength * 2));
    this.#items[this.#length++] = value;
  }

  values(): Float64Array<ArrayBuffer> {
    return this.#items.subarray(0, this.#length);
  }
}
