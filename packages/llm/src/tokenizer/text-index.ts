import type { StringTable } from "../gguf/string-table.ts";

const EMPTY = -1;

/** Finds a vocabulary entry by its bytes: an open hash of ids over the table's own bytes. Needed only while a model loads. */
export class TextIndex {
  readonly #table: StringTable;
  readonly #slots: Int32Array<ArrayBuffer>;
  readonly #mask: number;

  constructor(table: StringTable) {
    let capacity = 64;
    while (capacity < table.length * 2) capacity *= 2;
    this.#table = table;
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity).fill(EMPTY);
  }

  /** Adds entry `id`; false when its text is there already. */
  add(id: number): boolean {
    const slot = this.#slot(this.#table.at(id));
    if (this.#slots[slot] !== EMPTY) return false;
    this.#slots[slot] = id;
    return true;
  }

  /** The id whose text is `bytes`, or -1. */
  find(bytes: Uint8Array): number {
    return this.#slots[this.#slot(bytes)] ?? EMPTY;
  }

  /** Frees the memory at once; nothing may be asked from then on. */
  release(): void {
    this.#slots.buffer.transfer(0);
  }

  #slot(bytes: Uint8Array): number {
    let slot = hash(bytes) & this.#mask;
    for (;;) {
      const id = this.#slots[slot] ?? EMPTY;
      if (id === EMPTY || this.#table.equals(id, bytes)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

/** FNV-1a (Fowler, Noll and Vo), 32 bits, with a final mix for the low bits. */
function hash(bytes: Uint8Array): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ (bytes[i] ?? 0), 0x01000193);
  return h ^ (h >>> 15);
}
