import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { preTokenize } from "./pre-tokenize.ts";

/** The pattern that the scanner stands for, with the host's own tables; `\s` as Unicode's White_Space, which it is not in JavaScript. */
const PATTERN =
  /\p{N}|'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?=\p{N})|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Characters old enough to have the same class in every table. */
const CHARACTERS = [..."ab é'sтrevmldt 0½²٣中\n\t\r\u0085\u00a0\u3000\ufeff_!.-😀\u200d\u0301\u{1d400}\u{1d7d8}\u0000"];

function pieces(text: string): string[] {
  const found: string[] = [];
  preTokenize(text, (from, to) => found.push(text.slice(from, to)));
  return found;
}

describe("the pre-tokenizer", () => {
  it("cuts as the smollm pattern does", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CHARACTERS, "'re", "'ll", "  ", " 1"), { maxLength: 40 }), (characters) => {
        const text = characters.join("");
        expect(pieces(text)).toEqual(text.match(PATTERN) ?? []);
      }),
      { numRuns: 5000 },
    );
  });

  it("loses nothing of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(pieces(text).join("")).toBe(text);
      }),
    );
  });

  it("puts numbers alone and gives the last blank to the word behind it", () => {
    expect(pieces("x  12 it's")).toEqual(["x", "  ", "1", "2", " it", "'s"]);
    expect(pieces("a   b  ")).toEqual(["a", "  ", " b", "  "]);
  });
});
