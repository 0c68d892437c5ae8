import { LETTER_RANGES, NUMBER_RANGES, SPACE_RANGES } from "./unicode-ranges.ts";

export const OTHER = 0;
export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 3;

const PAGE_BITS = 8;
const PAGE = 1 << PAGE_BITS;
const BLOCKS = 0x110000 / PAGE;
/** Pages 0 to 3 are of one class throughout, their own number: most blocks have one of these. */
const UNIFORM_PAGES = 4;

/** The class of every code point, built without a table of all of them, which would be a megabyte of garbage in each isolate. */
class ClassTable {
  /** Page of each block of 256 code points. */
  readonly #index = new Uint16Array(BLOCKS);
  #pages = new Uint8Array(UNIFORM_PAGES * PAGE);
  #pageCount = UNIFORM_PAGES;

  constructor() {
    for (const kind of [LETTER, NUMBER, SPACE]) this.#pages.fill(kind, kind * PAGE, (kind + 1) * PAGE);
  }

  at(codePoint: number): number {
    const page = this.#index[codePoint >> PAGE_BITS] ?? OTHER;
    return this.#pages[(page << PAGE_BITS) | (codePoint & (PAGE - 1))] ?? OTHER;
  }

  /** Ranges are `gap` and `length` in turn, base 36, each counted from the end of the range before. */
  addRanges(encoded: string, kind: number): void {
    let at = 0;
    encoded.split(" ").forEach((digits, i) => {
      const count = Number.parseInt(digits, 36);
      if (i % 2 === 1) this.#fill(at, at + count, kind);
      at += count;
    });
  }

  #fill(from: number, to: number, kind: number): void {
    for (let block = from >> PAGE_BITS; block * PAGE < to; block++) {
      const start = Math.max(from - block * PAGE, 0);
      const end = Math.min(to - block * PAGE, PAGE);
      if (start === 0 && end === PAGE) this.#index[block] = kind;
      else {
        const page = this.#ownPage(block) * PAGE;
        this.#pages.fill(kind, page + start, page + end);
      }
    }
  }

  /** Number of the block's own page. Only a block that lies within one range has none, and no other range meets it. */
  #ownPage(block: number): number {
    const page = this.#index[block] ?? OTHER;
    if (page >= UNIFORM_PAGES) return page;
    const end = (this.#pageCount + 1) * PAGE;
    if (end > this.#pages.length) this.#pages = new Uint8Array(this.#pages.buffer.transfer(end * 2));
    return (this.#index[block] = this.#pageCount++);
  }
}

const table = new ClassTable();
table.addRanges(LETTER_RANGES, LETTER);
table.addRanges(NUMBER_RANGES, NUMBER);
table.addRanges(SPACE_RANGES, SPACE);

/**
 * Whether a code point is a letter, a number, white space or anything else. From tables frozen in the source, since the host's own
 * `\p{L}` grows with each of its Unicode versions, and with it the tokens of a text would change.
 */
export function classOf(codePoint: number): number {
  return table.at(codePoint);
}
