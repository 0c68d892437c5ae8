/** Raised when a file ends in the middle of something. */
export class EndOfFile extends Error {}

/** Reads values from bytes that arrive in chunks, and skips others without keeping them. */
export class ChunkReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  #before = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Bytes read or skipped so far. */
  get offset(): number {
    return this.#before + this.#at;
  }

  /** A base-128 varint. Those past 2^53 come out rounded: no length or tag is one. */
  async varint(): Promise<number> {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at === this.#chunk.length) await this.#next();
      const byte = this.#chunk[this.#at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a varint has more than ten bytes");
  }

  async bytes(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const out = new Uint8Array(count);
    for (let done = 0; done < count;) {
      if (this.#at === this.#chunk.length) await this.#next();
      const part = this.#chunk.subarray(this.#at, this.#at + count - done);
      out.set(part, done);
      done += part.length;
      this.#at += part.length;
    }
    return out;
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0;) {
      if (this.#at === this.#chunk.length) await this.#next();
      const part = Math.min(left, this.#chunk.length - this.#at);
      left -= part;
      this.#at += part;
    }
  }

  async #next(): Promise<void> {
    this.#before += this.#chunk.length;
    this.#at = 0;
    do {
      const { done, value } = await this.#chunks.next();
      if (done === true) throw new EndOfFile("the file ends too early");
      this.#chunk = value;
    } while (this.#chunk.length === 0);
  }
}
