const EMPTY = 0;

type Integers = Uint16Array | Uint32Array;

/** Integers of 0..`most`, in two bytes each where they fit: half a megabyte less for 49,000 merges. */
function integers(length: number, most: number): Integers {
  return most < 65_536 ? new Uint16Array(length) : new Uint32Array(length);
}

/** The merges of a BPE vocabulary: for two neighbouring tokens, which rank their merge has and which token it makes. */
export class MergeTable {
  readonly #left: Integers;
  readonly #right: Integers;
  readonly #merged: Integers;
  /** Open hash of rank + 1. */
  readonly #slots: Integers;
  readonly #mask: number;
  #length = 0;

  /** Room for `merges` merges of tokens below `vocab`. */
  constructor(merges: number, vocab: number) {
    let capacity = 64;
    while (capacity < merges * 2) capacity *= 2;
    this.#left = integers(merges, vocab - 1);
    this.#right = integers(merges, vocab - 1);
    this.#merged = integers(merges, vocab - 1);
    this.#slots = integers(capacity, merges);
    this.#mask = capacity - 1;
  }

  get byteLength(): number {
    return this.#merged.byteLength * 3 + this.#slots.byteLength;
  }

  /** Adds the next merge in order of rank; a pair that is there already keeps its first rank. */
  add(left: number, right: number, merged: number): void {
    const rank = this.#length++;
    this.#left[rank] = left;
    this.#right[rank] = right;
    this.#merged[rank] = merged;
    const slot = this.#slot(left, right);
    if (this.#slots[slot] === EMPTY) this.#slots[slot] = rank + 1;
  }

  /** Rank of the pair's merge, or -1. */
  rank(left: number, right: number): number {
    return (this.#slots[this.#slot(left, right)] ?? EMPTY) - 1;
  }

  merged(rank: number): number {
    return this.#merged[rank] ?? -1;
  }

  #slot(left: number, right: number): number {
    const h = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    let slot = (h ^ (h >>> 15)) & this.#mask;
    for (;;) {
      const entry = this.#slots[slot] ?? EMPTY;
      if (entry === EMPTY || (this.#left[entry - 1] === left && this.#right[entry - 1] === right)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}
