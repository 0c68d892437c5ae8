import { LETTER_RANGES, NUMBER_RANGES, SPACE_RANGES } from "./unicode-ranges.ts";

export const OTHER = 0;
export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 3;

const PAGE_BITS = 8;
const PAGE = 1 << PAGE_BITS;
const CODE_POINTS = 0x110000;

interface ClassTable {
  /** Page of each block of 256 code points. */
  readonly index: Uint16Array;
  readonly pages: Uint8Array;
}

const table = buildTable();

/**
 * Whether a code point is a letter, a number, white space or anything else. From tables frozen in the source, since the host's own
 * `\p{L}` grows with each of its Unicode versions, and with it the tokens of a text would change.
 */
export function classOf(codePoint: number): number {
  const page = table.index[codePoint >> PAGE_BITS] ?? 0;
  return table.pages[(page << PAGE_BITS) | (codePoint & (PAGE - 1))] ?? OTHER;
}

function buildTable(): ClassTable {
  const flat = new Uint8Array(CODE_POINTS);
  fillRanges(flat, LETTER_RANGES, LETTER);
  fillRanges(flat, NUMBER_RANGES, NUMBER);
  fillRanges(flat, SPACE_RANGES, SPACE);
  return fold(flat);
}

/** Ranges are `gap` and `length` in turn, base 36, each counted from the end of the range before. */
function fillRanges(flat: Uint8Array, encoded: string, kind: number): void {
  let at = 0;
  encoded.split(" ").forEach((digits, i) => {
    const count = Number.parseInt(digits, 36);
    if (i % 2 === 1) flat.fill(kind, at, at + count);
    at += count;
  });
}

/** Keeps one page a class for the blocks that are of one class throughout, which most are. */
function fold(flat: Uint8Array<ArrayBuffer>): ClassTable {
  const index = new Uint16Array(CODE_POINTS / PAGE);
  const pages = [OTHER, LETTER, NUMBER, SPACE].map((kind) => new Uint8Array(PAGE).fill(kind));
  for (let block = 0; block < index.length; block++) {
    const page = flat.subarray(block * PAGE, (block + 1) * PAGE);
    const kind = page[0] ?? OTHER;
    index[block] = isUniform(page, kind) ? kind : pages.push(page) - 1;
  }
  const joined = new Uint8Array(pages.length * PAGE);
  pages.forEach((page, at) => joined.set(page, at * PAGE));
  return { index, pages: joined };
}

function isUniform(page: Uint8Array, kind: number): boolean {
  for (let i = 1; i < PAGE; i++) if (page[i] !== kind) return false;
  return true;
}
