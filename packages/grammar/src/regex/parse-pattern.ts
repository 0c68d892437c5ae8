import type { CodePoints } from "../dfa/code-points.ts";
import { PATTERN_DEPTH, PATTERN_LENGTH } from "../limits.ts";
import { DOT } from "./character-classes.ts";
import { parseClass, parseEscape } from "./parse-class.ts";
import { PatternReader } from "./pattern-reader.ts";
import type { Alternative, Pattern } from "./pattern.ts";

/**
 * Parses the regular part of ECMA-262's syntax with the `u` flag: classes, groups, alternation, quantifiers (lazy ones match the
 * same texts), and anchors at the ends of the whole expression. Raises `GrammarError` for all else.
 */
export function parsePattern(source: string): Alternative[] {
  const reader = new PatternReader(source);
  if (source.length > PATTERN_LENGTH) throw reader.error(`it has ${source.length} characters; at most ${PATTERN_LENGTH} are taken`);
  if (!source.isWellFormed()) throw reader.error("a lone surrogate is no character");
  const alternatives = [parseAlternative(reader)];
  while (reader.take("|")) alternatives.push(parseAlternative(reader));
  if (!reader.isAtEnd) throw reader.error(unexpected(reader.peek()));
  return alternatives;
}

function parseAlternative(reader: PatternReader): Alternative {
  const startsText = reader.take("^");
  const items = parseItems(reader, 0);
  const endsText = reader.take("$");
  return { pattern: { kind: "sequence", items }, startsText, endsText };
}

function parseItems(reader: PatternReader, depth: number): Pattern[] {
  const items: Pattern[] = [];
  while (!reader.isAtEnd && !"|)$".includes(reader.peek())) items.push(parseQuantified(reader, depth));
  return items;
}

function parseQuantified(reader: PatternReader, depth: number): Pattern {
  const body = parseAtom(reader, depth);
  const bounds = parseBounds(reader);
  if (!bounds) return body;
  reader.take("?");
  if ("*+?{".includes(reader.peek()) && !reader.isAtEnd) throw reader.error("a quantifier cannot follow a quantifier");
  return { kind: "repeat", body, ...bounds };
}

function parseBounds(reader: PatternReader): { min: number; max: number } | null {
  if (reader.take("*")) return { min: 0, max: Infinity };
  if (reader.take("+")) return { min: 1, max: Infinity };
  if (reader.take("?")) return { min: 0, max: 1 };
  if (!reader.take("{")) return null;
  const min = reader.takeNumber(10, 1, 15);
  if (min === null) throw reader.error("a { must begin a quantifier; write \\{ for the character");
  const max = reader.take(",") ? (reader.takeNumber(10, 1, 15) ?? Infinity) : min;
  if (!reader.take("}")) throw reader.error("the quantifier is not closed");
  if (min > max) throw reader.error("the quantifier's bounds contradict each other");
  return { min, max };
}

function parseAtom(reader: PatternReader, depth: number): Pattern {
  const character = reader.next();
  if (character === "(") return parseGroup(reader, depth + 1);
  if (character === "[") return { kind: "set", set: parseClass(reader) };
  if (character === ".") return { kind: "set", set: DOT };
  if (character === "\\") return { kind: "set", set: asSet(parseEscape(reader)) };
  if ("*+?{}]^".includes(character)) throw reader.error(unexpected(character));
  return { kind: "set", set: asSet(character.codePointAt(0)!) };
}

function parseGroup(reader: PatternReader, depth: number): Pattern {
  if (depth > PATTERN_DEPTH) throw reader.error(`groups nest deeper than ${PATTERN_DEPTH}`);
  if (/^\?(=|!|<=|<!)/.test(reader.ahead(3))) throw reader.error("look-around is not supported");
  if (reader.take("?<")) {
    while (/[\w$]/.test(reader.peek())) reader.next();
    if (!reader.take(">")) throw reader.error("the group's name is not closed");
  } else if (!reader.take("?:") && reader.peek() === "?") throw reader.error("this kind of group is not supported");
  const options: Pattern[] = [];
  do options.push({ kind: "sequence", items: parseItems(reader, depth) });
  while (reader.take("|"));
  if (!reader.take(")")) throw reader.error(reader.isAtEnd ? "a group is not closed" : unexpected(reader.peek()));
  return options.length === 1 ? options[0]! : { kind: "choice", options };
}

function asSet(parsed: number | CodePoints): CodePoints {
  return typeof parsed === "number" ? [[parsed, parsed]] : parsed;
}

function unexpected(character: string): string {
  if ("^$".includes(character)) return `${character} is only supported at the ends of the whole expression`;
  return `${character} is out of place here; write \\${character} for the character`;
}
