import { readFileSync } from "node:fs";

/** Texts whose token ids are compared: every byte in UTF-8, every border the pre-tokenizer knows, and a hand-picked list. */
export function tokenStrings(): string[] {
  const all = [
    ...asciiInContext(),
    ...leadBytes(),
    ...continuationBytes(),
    ...contractions(),
    ...whiteSpace(),
    ...longRuns(),
    ...handPicked(),
  ];
  return [...new Set(all)];
}

/** Every ASCII character that is no letter or digit (NUL and the other control characters among them), at each kind of border. */
function asciiInContext(): string[] {
  const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  return characters.filter((c) => !/[0-9A-Za-z]/.test(c)).map((c) => `${c}a${c}b ${c}${c}7${c} `);
}

/** One text for each UTF-8 lead byte of two, three and four bytes; the vocabulary lacks some of them. */
function leadBytes(): string[] {
  const two = Array.from({ length: 30 }, (_, i) => 0x80 + i * 0x40);
  const three = Array.from({ length: 16 }, (_, i) => 0x0800 + i * 0x1000).filter((point) => point < 0xd800 || point > 0xdfff);
  const four = [0x10000, 0x1f600, 0x40000, 0x80000, 0xc0000, 0x100000, 0x10fffd];
  return [...two, ...three, ...four].map((point) => `${String.fromCodePoint(point)} a${String.fromCodePoint(point + 1)}`);
}

/** All 64 continuation bytes, in each place of a four-byte sequence. */
function continuationBytes(): string[] {
  const texts = Array.from({ length: 64 }, (_, bits) => String.fromCodePoint(0x80000 | (bits << 12) | (bits << 6) | bits, 0x80 + bits));
  return Array.from({ length: 16 }, (_, group) => texts.slice(4 * group, 4 * group + 4).join(""));
}

function contractions(): string[] {
  const endings = ["s", "t", "re", "ve", "m", "ll", "d", "n't", "em", "x"];
  return endings.flatMap((ending) => {
    const upper = ending.toUpperCase();
    return [`we'${ending} ok`, `WE'${upper} ok`, ` '${ending}`, `'${ending}1`, `5'${ending}`, `we\u2019${ending}`];
  });
}

function whiteSpace(): string[] {
  const ascii = ["", " ", "  ", "    ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\t", "\t\t", " \n", "\n ", "\n  ", "  \n  ", "\t \t", "\v\f"];
  const unicode = [..."\u0085\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\u200b\ufeff", "\u00a0\u00a0", "\u3000 \u3000"];
  const around = [...ascii, ...unicode].flatMap((run) => [run, `a${run}b`, `1${run}2`, `.${run}!${run}`]);
  return [...around, " ".repeat(20), "\n".repeat(20), `x${" ".repeat(33)}1`, "end  ", "end\n\n\n", " \n \n \n7"].filter(
    (text) => text !== "",
  );
}

function longRuns(): string[] {
  const short = ["a", "ab", "é", "1", "!", "\u{40000}", "word ", "😀", "aAbB1 ", "日", "ACGTACGTTAGC"];
  return short.map((text) => text.repeat(60));
}

/** Lines of token-strings.txt: the inside of a JSON string each, with "# " before a heading. */
function handPicked(): string[] {
  const lines = readFileSync(new URL("../../fixtures/texts/token-strings.txt", import.meta.url), "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("# ")).map((line) => JSON.parse(`"${line}"`) as string);
}
