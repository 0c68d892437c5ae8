/** The KV pages that nobody holds. Which pages a sequence gets changes nothing in its result. */
export class PagePool {
  readonly size: number;
  readonly #free: number[];

  constructor(size: number) {
    this.size = size;
    this.#free = Array.from({ length: size }, (_, i) => size - 1 - i);
  }

  get free(): number {
    return this.#free.length;
  }

  /** Takes one page; the caller made sure that there is one. */
  take(): number {
    const page = this.#free.pop();
    if (page === undefined) throw new Error("a page was taken from an empty pool");
    return page;
  }

  giveBack(page: number): void {
    this.#free.push(page);
  }
}
