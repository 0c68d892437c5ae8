import { ANY_CODE_POINT, intersect, subtract, type CodePoints } from "./code-points.ts";

/** How a character is written: as its UTF-8 bytes, or as in a JSON string. */
export type Encoding = "utf8" | "json";

/** One way to write a character: an inclusive range for each byte in turn. */
export type ByteSequence = readonly (readonly [number, number])[];

/** Characters that a JSON string may not hold as they are. */
const ESCAPED: CodePoints = [
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
];
const LENGTH_LIMITS = [0x7f, 0x7ff, 0xffff, 0x10ffff];

/** The byte sequences of the characters of `set`. In JSON each character has one spelling, that of `JSON.stringify`. */
export function byteSequences(set: CodePoints, encoding: Encoding): ByteSequence[] {
  const plain = encoding === "json" ? subtract(set, ESCAPED) : set;
  const sequences = plain.flatMap(([from, to]) => utf8Sequences(from, to));
  if (encoding === "json") {
    for (const [from, to] of intersect(set, ESCAPED)) for (let point = from; point <= to; point++) sequences.push(escapeSequence(point));
  }
  return sequences;
}

/** Every character, as a JSON string may hold it. */
export const ANY_JSON_CHARACTER: readonly ByteSequence[] = byteSequences(ANY_CODE_POINT, "json");

function escapeSequence(point: number): ByteSequence {
  const escaped = JSON.stringify(String.fromCodePoint(point)).slice(1, -1);
  return [...escaped].map((character): readonly [number, number] => [character.charCodeAt(0), character.charCodeAt(0)]);
}

/** Splits a range where the number of bytes or a leading byte changes, so that each piece is a product of byte ranges. */
function utf8Sequences(from: number, to: number): ByteSequence[] {
  for (const limit of LENGTH_LIMITS) {
    if (from <= limit && to > limit) return [...utf8Sequences(from, limit), ...utf8Sequences(limit + 1, to)];
  }
  if (to <= 0x7f) return [[[from, to]]];
  const first = utf8Bytes(from);
  for (let trailing = 1; trailing < first.length; trailing++) {
    const mask = (1 << (6 * trailing)) - 1;
    if ((from & ~mask) === (to & ~mask)) continue;
    if ((from & mask) !== 0) return [...utf8Sequences(from, from | mask), ...utf8Sequences((from | mask) + 1, to)];
    if ((to & mask) !== mask) return [...utf8Sequences(from, (to & ~mask) - 1), ...utf8Sequences(to & ~mask, to)];
  }
  const last = utf8Bytes(to);
  return [first.map((byte, i): readonly [number, number] => [byte, last[i]!])];
}

function utf8Bytes(point: number): number[] {
  return [...new TextEncoder().encode(String.fromCodePoint(point))];
}
