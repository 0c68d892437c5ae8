import { readFileSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { weightsPath } from "../../../scripts/weights.mjs";
import { TextTokenizer, truncateIds, wordPieces } from "@steadytext/embedding/tokenizer";

const file = readFileSync(weightsPath("minilm-l6-v2-tokenizer.json"));
const tokenizer = TextTokenizer.parse(file)!;
const library = new Tokenizer(JSON.parse(file.toString()), {});

const roughText = fc.array(
  fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.constantFrom(" ", "antidisestablishmentarianism", "[CLS]", "don't", "qzxj".repeat(30), "é", "👩‍👩‍👧", "##ing", "12,345.6"),
  ),
);

test("ids are the library's own for any text", () => {
  fc.assert(
    fc.property(roughText, (parts) => {
      const text = parts.join("");
      expect(tokenizer.encode(text)).toEqual(library.encode(text).ids);
    }),
    { numRuns: 500 },
  );
});

test("a word is looked up in pieces no longer than the vocabulary's longest entry", () => {
  const looked: string[] = [];
  const vocabulary = new Map(["a", "##a", "##aaa"].map((entry, i) => [entry, i]));
  const spy = Object.assign(new Map(vocabulary), { has: (entry: string) => (looked.push(entry), vocabulary.has(entry)) });
  const cut = wordPieces(spy, { prefix: "##", unknown: "[UNK]", maxWordLength: 100 });
  expect(cut(["a".repeat(8), "ab", "a".repeat(101)])).toEqual(["a", "##aaa", "##aaa", "##a", "[UNK]", "[UNK]"]);
  expect(Math.max(...looked.map((entry) => entry.length))).toBeLessThanOrEqual(7);
});

test("cutting keeps the beginning and the closing special token, and never exceeds the limit", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 2 }), fc.integer({ min: 2, max: 64 }), (ids, maxTokens) => {
      const cut = truncateIds(ids, maxTokens);
      expect(cut).toHaveLength(Math.min(ids.length, maxTokens));
      expect([cut[0], cut.at(-1)]).toEqual([ids[0], ids.at(-1)]);
    }),
  );
});

test.each(["", "{", "{}", '{"model":{"type":"WordPiece"}}', "null", "[]"])("a file that is no tokenizer (%s) is not one", (text) => {
  expect(TextTokenizer.parse(Buffer.from(text))).toBeUndefined();
});
