import { classOf, LETTER, NUMBER, OTHER, SPACE } from "./unicode-classes.ts";

const BLANK = 0x20;
const APOSTROPHE = 0x27;

/**
 * Cuts text as the `smollm` pre-tokenizer does: every number character alone (`\p{N}`), and what lies between by GPT-2's pattern
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`. Calls `emit` with the bounds of each piece, in UTF-16 units.
 */
export function preTokenize(text: string, emit: (from: number, to: number) => void): void {
  for (let at = 0; at < text.length;) {
    const to = pieceEnd(text, at);
    emit(at, to);
    at = to;
  }
}

function pieceEnd(text: string, at: number): number {
  const codePoint = text.codePointAt(at) ?? 0;
  if (codePoint === APOSTROPHE) {
    const suffix = contractionLength(text, at);
    if (suffix > 0) return at + suffix;
  }
  const body = codePoint === BLANK ? at + 1 : at;
  const kind = body < text.length ? classAt(text, body) : SPACE;
  if (kind === LETTER || kind === OTHER) return runEnd(text, body, kind);
  if (body === at && kind === NUMBER) return at + width(codePoint);
  return spaceEnd(text, at);
}

/** White space leaves its last character to the word behind it, unless that is a number or the text ends. */
function spaceEnd(text: string, at: number): number {
  const end = runEnd(text, at, SPACE);
  const keepsLast = end === text.length || classAt(text, end) === NUMBER || end === at + 1;
  return keepsLast ? end : end - 1;
}

function runEnd(text: string, from: number, kind: number): number {
  let at = from;
  while (at < text.length && classAt(text, at) === kind) at += width(text.codePointAt(at) ?? 0);
  return at;
}

function contractionLength(text: string, at: number): number {
  const first = text[at + 1];
  if (first === "s" || first === "t" || first === "m" || first === "d") return 2;
  const both = text.slice(at + 1, at + 3);
  return both === "re" || both === "ve" || both === "ll" ? 3 : 0;
}

function classAt(text: string, at: number): number {
  return classOf(text.codePointAt(at) ?? 0);
}

/** UTF-16 units of a code point. White space has one each: all of it is in the first plane. */
function width(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}
