import { beforeAll, describe, expect, it, vi } from "vitest";
import { modelHeader } from "../test-support/weights.ts";
import { MergeTable } from "./merge-table.ts";
import { Tokenizer } from "./tokenizer.ts";

/** As long as the longest prompt. */
const BYTES = 32 * 1024;
/** Of a heap's merges each symbol takes part in a few; a text that takes more is one that can stall the service. */
const MOST_LOOKUPS_A_BYTE = 8;

const HOSTILE = {
  underscores: "_",
  "one letter": "a",
  "alternating letters": "ab",
  blanks: " ",
  "line breaks": "\n",
  digits: "7",
  carets: "^",
  apostrophes: "'",
  NUL: "\0",
  "stacked accents": "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
  "joined emoji": "👩‍👩‍👧‍👦",
  "joiners alone": "\u200d",
  "right to left": "\u202eשלום",
  "characters without a token": "𒀀𓀀",
  "special tokens": "<|im_end|>",
  "unfinished special tokens": "<|im_",
};

describe("a text made to be slow", () => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = new Tokenizer((await modelHeader()).metadata);
  });

  /** How often the merges are looked up for as many repetitions of a text as a prompt may have, by byte. */
  function lookUpsAByte(unit: string): number {
    const rank = vi.spyOn(MergeTable.prototype, "rank");
    const text = unit.repeat(Math.floor(BYTES / Buffer.byteLength(unit)));
    expect(tokenizer.encode(text, { parseSpecial: true, addSpecial: false }).ok).toBe(true);
    const lookUps = rank.mock.calls.length;
    rank.mockRestore();
    return lookUps / Buffer.byteLength(text);
  }

  it.each(Object.entries(HOSTILE))("of %s costs a few look-ups a byte, as any other does", (_, unit) => {
    expect(lookUpsAByte(unit)).toBeLessThan(MOST_LOOKUPS_A_BYTE);
  });

  it("is one long word to the merger: each letter is looked up", () => expect(lookUpsAByte("a")).toBeGreaterThan(1));
});
