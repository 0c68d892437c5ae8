import { GgufError } from "./gguf-error.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const FIRST_CAPACITY = 64 * 1024;

/**
 * Reads little-endian values from bytes that arrive in chunks. Callers ask `missing(n)` first; what they then read is there.
 * Its buffer grows with the bytes received and not yet read, never with what the file claims.
 */
export class ByteCursor {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #start = 0;
  #end = 0;
  #consumed = 0;

  /** Bytes read so far, from the file's first. */
  get offset(): number {
    return this.#consumed;
  }

  missing(count: number): boolean {
    return this.#end - this.#start < count;
  }

  append(chunk: Uint8Array): void {
    const held = this.#end - this.#start;
    if (this.#end + chunk.length > this.#bytes.length) this.#makeRoom(held + chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Takes what has arrived and was not read, as the last call there is: the buffer, megabytes by then, is freed. */
  rest(): Uint8Array {
    const rest = this.take(this.#end - this.#start).slice();
    this.#bytes.buffer.transfer(0);
    return rest;
  }

  /** A view of the next bytes, good until the next `append`. */
  take(count: number): Uint8Array {
    const from = this.#advance(count);
    return this.#bytes.subarray(from, from + count);
  }

  text(count: number): string {
    try {
      return utf8.decode(this.take(count));
    } catch {
      throw new GgufError("invalid_utf8", `The text that ends at byte ${this.#consumed} is not UTF-8`);
    }
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A u64 that must fit in a double exactly. */
  u64(): number {
    return exact(this.#view.getBigUint64(this.#advance(8), true), this.#consumed);
  }

  /** The view and the position of the next `width` bytes, for a value of any type. */
  scalar(width: number): { view: DataView; at: number } {
    return { view: this.#view, at: this.#advance(width) };
  }

  #advance(count: number): number {
    const from = this.#start;
    this.#start += count;
    this.#consumed += count;
    return from;
  }

  #makeRoom(needed: number): void {
    const capacity = needed * 2 > this.#bytes.length ? needed * 2 : this.#bytes.length;
    const target = capacity === this.#bytes.length ? this.#bytes : new Uint8Array(capacity);
    target.set(this.#bytes.subarray(this.#start, this.#end));
    if (target !== this.#bytes) {
      this.#bytes = target;
      this.#view = new DataView(target.buffer);
    }
    this.#end -= this.#start;
    this.#start = 0;
  }
}

/** Refuses integers that a double can't hold exactly. */
export function exact(value: bigint, offset: number): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER)) {
    throw new GgufError("integer_too_large", `The integer before byte ${offset} is past 2^53`);
  }
  return Number(value);
}
