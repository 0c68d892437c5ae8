const FIRST_BYTES = 1024;
const FIRST_ITEMS = 64;

/**
 * Strings as one block of bytes with offsets: tens of thousands of them in two allocations. Both grow by transfer, which frees the smaller
 * block at once; the garbage collector would leave megabytes of them beside a loaded model.
 */
export class StringTable {
  #bytes = new Uint8Array(FIRST_BYTES);
  #offsets = new Uint32Array(FIRST_ITEMS);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Bytes of string `index`: a view into the table. */
  at(index: number): Uint8Array {
    return this.#bytes.subarray(this.#offsets[index], this.#offsets[index + 1]);
  }

  /** Whether string `index` is `bytes`; makes no view, since look-ups ask it a lot. */
  equals(index: number, bytes: Uint8Array): boolean {
    const start = this.#offsets[index] ?? 0;
    if ((this.#offsets[index + 1] ?? 0) - start !== bytes.length) return false;
    for (let i = 0; i < bytes.length; i++) if (this.#bytes[start + i] !== bytes[i]) return false;
    return true;
  }

  text(index: number): string {
    return new TextDecoder().decode(this.at(index));
  }

  get byteLength(): number {
    return this.#bytes.byteLength + this.#offsets.byteLength;
  }

  push(bytes: Uint8Array): void {
    const start = this.#offsets[this.#length] ?? 0;
    const end = start + bytes.length;
    if (end > this.#bytes.length) this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(end * 2));
    if (this.#length + 2 > this.#offsets.length)
      this.#offsets = new Uint32Array(this.#offsets.buffer.transfer(this.#offsets.byteLength * 2));
    this.#bytes.set(bytes, start);
    this.#length += 1;
    this.#offsets[this.#length] = end;
  }

  /** Frees the memory; the table is empty from then on. */
  release(): void {
    this.#length = 0;
    this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(0));
    this.#offsets = new Uint32Array(this.#offsets.buffer.transfer(0));
  }
}
