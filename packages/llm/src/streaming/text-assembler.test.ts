import { describe, expect, it } from "vitest";
import { HeaderParser } from "../gguf/header-parser.ts";
import { tinyModel } from "../test-support/tiny-model.ts";
import { Tokenizer } from "../tokenizer/tokenizer.ts";
import { TextAssembler } from "./text-assembler.ts";

const { bytes } = tinyModel();
const tokenizer = new Tokenizer(new HeaderParser(bytes.length).push(bytes)!.header.metadata);
const START = 1;
const END = 2;

/** Tokens of single bytes. */
function byteTokens(text: string): number[] {
  return Array.from(new TextEncoder().encode(text), (byte) => byte + 3);
}

function assemble(tokens: readonly number[], stops: readonly string[]) {
  const assembler = new TextAssembler(tokenizer.vocabulary, tokenizer.endTokens, stops);
  const texts: string[] = [];
  for (const [i, token] of tokens.entries()) {
    const piece = assembler.push(token, i + 1 === tokens.length);
    texts.push(piece.text);
    if (piece.stopType !== null) return { texts, stopType: piece.stopType };
  }
  return { texts, stopType: "limit" };
}

describe("the text of generated tokens", () => {
  it("leaves out the end token and gives what was held back with it", () => {
    expect(assemble([...byteTokens("éN"), END], ["NO"])).toEqual({ texts: ["", "é", "", "N"], stopType: "eos" });
  });

  it("gives what was held back with the last token of a limit", () => {
    expect(assemble(byteTokens("aN"), ["NO"])).toEqual({ texts: ["a", "N"], stopType: "limit" });
    expect(assemble([...byteTokens("a"), 0xc3 + 3], [])).toEqual({ texts: ["a", "\ufffd"], stopType: "limit" });
  });

  it("finds a stop string across tokens, and one that the last unfinished character completes", () => {
    expect(assemble(byteTokens("a NO b"), ["NO"])).toEqual({ texts: ["a", " ", "", ""], stopType: "word" });
    expect(assemble([...byteTokens("ab"), 0xc3 + 3, END], ["b\ufffd"])).toEqual({ texts: ["a", "", "", ""], stopType: "word" });
  });

  it("has no text for a control token that ends nothing", () => {
    expect(assemble([...byteTokens("a"), START, ...byteTokens("b")], [])).toEqual({ texts: ["a", "", "b"], stopType: "limit" });
  });
});
