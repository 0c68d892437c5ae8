// Writes src/tokenizer/unicode-ranges.ts from the Unicode tables of the Node that runs it. Run it only on purpose: a new version of
// Unicode changes tokens, and needs a new tokenizer version in src/rules.json.
import { writeFileSync } from "node:fs";

const CODE_POINTS = 0x110000;

function encode(pattern) {
  const counts = [];
  let inside = false;
  let count = 0;
  for (let codePoint = 0; codePoint < CODE_POINTS; codePoint++) {
    if (pattern.test(String.fromCodePoint(codePoint)) !== inside) {
      counts.push(count.toString(36));
      inside = !inside;
      count = 0;
    }
    count += 1;
  }
  if (inside) counts.push(count.toString(36));
  return counts.join(" ");
}

function constant(name, doc, text) {
  const lines = text.match(/.{1,120}( |$)/g).map((line) => `  "${line}"`);
  return `/** ${doc} */\nexport const ${name}: string =\n${lines.join(" +\n")};\n`;
}

const source = [
  `// Written by scripts/write-unicode-ranges.mjs from Unicode ${process.versions.unicode}.\n`,
  constant("LETTER_RANGES", "General category L: gap and length in turn, base 36.", encode(/\p{L}/u)),
  constant("NUMBER_RANGES", "General category N: gap and length in turn, base 36.", encode(/\p{N}/u)),
  constant("SPACE_RANGES", "Property White_Space: gap and length in turn, base 36.", encode(/\p{White_Space}/u)),
].join("\n");
writeFileSync(new URL("../src/tokenizer/unicode-ranges.ts", import.meta.url), source);
