import { codePoints, complement, union, type CodePoints } from "../dfa/code-points.ts";
import { CLASS_ESCAPES, CONTROL_ESCAPES } from "./character-classes.ts";
import type { PatternReader } from "./pattern-reader.ts";

const SYNTAX = "^$\\.*+?()[]{}|/-";

/** What stands between `[` and `]`; the first is taken already. */
export function parseClass(reader: PatternReader): CodePoints {
  const isInverted = reader.take("^");
  const sets: CodePoints[] = [];
  while (!reader.take("]")) sets.push(parseRange(reader));
  const set = codePoints(union(...sets));
  return isInverted ? complement(set) : set;
}

function parseRange(reader: PatternReader): CodePoints {
  const first = parseMember(reader);
  if (reader.peek() !== "-" || reader.ahead(2) === "-]") return typeof first === "number" ? [[first, first]] : first;
  reader.next();
  const last = parseMember(reader);
  if (typeof first !== "number" || typeof last !== "number") throw reader.error("a class like \\d cannot bound a range");
  if (first > last) throw reader.error("the range is out of order");
  return [[first, last]];
}

function parseMember(reader: PatternReader): number | CodePoints {
  const character = reader.next();
  if (character !== "\\") return character.codePointAt(0)!;
  return reader.take("b") ? 0x08 : parseEscape(reader);
}

/** What follows a backslash: a character or a class. */
export function parseEscape(reader: PatternReader): number | CodePoints {
  const letter = reader.next();
  const set = Object.hasOwn(CLASS_ESCAPES, letter) ? CLASS_ESCAPES[letter] : undefined;
  if (set) return set;
  if (Object.hasOwn(CONTROL_ESCAPES, letter)) return CONTROL_ESCAPES[letter]!;
  if (SYNTAX.includes(letter)) return letter.codePointAt(0)!;
  if (letter === "0" && !/\d/.test(reader.peek())) return 0;
  if (letter === "c" && /[a-zA-Z]/.test(reader.peek())) return reader.next().charCodeAt(0) % 32;
  if (letter === "x") return required(reader, reader.takeNumber(16, 2, 2));
  if (letter === "u") return parseUnicode(reader);
  if (/[1-9k]/.test(letter)) throw reader.error("back-references are not supported");
  if (/[bB]/.test(letter)) throw reader.error("word boundaries are not supported");
  if (/[pP]/.test(letter)) throw reader.error("Unicode properties are not supported; name the ranges of characters");
  throw reader.error(`\\${letter} is no escape`);
}

function parseUnicode(reader: PatternReader): number {
  if (reader.take("{")) {
    const point = required(reader, reader.takeNumber(16, 1, 8));
    if (!reader.take("}") || point > 0x10ffff) throw reader.error("\\u{…} must hold a code point");
    if (point >= 0xd800 && point <= 0xdfff) throw reader.error("a lone surrogate is no character");
    return point;
  }
  const unit = required(reader, reader.takeNumber(16, 4, 4));
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const low = unit < 0xdc00 && reader.take("\\u") ? required(reader, reader.takeNumber(16, 4, 4)) : 0;
  if (low < 0xdc00 || low > 0xdfff) throw reader.error("a lone surrogate is no character");
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

function required(reader: PatternReader, value: number | null): number {
  if (value === null) throw reader.error("hexadecimal digits are missing");
  return value;
}
