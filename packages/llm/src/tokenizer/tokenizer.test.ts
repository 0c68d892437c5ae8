import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import llamaCpp from "../../fixtures/llama-cpp-tokens.json" with { type: "json" };
import { HeaderParser } from "../gguf/header-parser.ts";
import { faultOf } from "../test-support/fault-of.ts";
import type { WrittenValue } from "../test-support/gguf-writer.ts";
import { tinyMetadata, tinyModel } from "../test-support/tiny-model.ts";
import { modelHeader } from "../test-support/weights.ts";
import { Tokenizer } from "./tokenizer.ts";

const PLAIN = { parseSpecial: false, addSpecial: false };
const PARSED = { parseSpecial: true, addSpecial: false };

/** Bytes for which the real vocabulary has no token. */
const MISSING_BYTES = [0x04, 0x06, 0x13, 0x14, 0x16, 0x1d];

function tiny(change: Record<string, WrittenValue> = {}): Tokenizer {
  const { bytes } = tinyModel({ ...tinyMetadata(), ...change });
  const done = new HeaderParser(bytes.length).push(bytes);
  if (done === null) throw new Error("The header did not end");
  return new Tokenizer(done.header.metadata);
}

function ids(tokenizer: Tokenizer, text: string, options = PLAIN): number[] {
  const encoded = tokenizer.encode(text, options);
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}

function text(tokenizer: Tokenizer, tokens: readonly number[]): string {
  const decoded = tokenizer.decode(tokens);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(decoded.value);
}

// The fixture holds what llama.cpp (node-llama-cpp 3.22.1) gives on the same weights; `special` where parsing special tokens changes it.
describe("the tokenizer of the real vocabulary", () => {
  let real: Tokenizer;
  beforeAll(async () => {
    real = new Tokenizer((await modelHeader()).metadata);
  });

  it.each(llamaCpp.map((entry) => [JSON.stringify(entry.text).slice(0, 60), entry] as const))(
    "gives llama.cpp's ids for %s",
    (_, entry) => {
      expect(ids(real, entry.text)).toEqual(entry.tokens);
      expect(ids(real, entry.text, PARSED)).toEqual(("special" in entry && entry.special) || entry.tokens);
    },
  );

  it("gives back every text whose bytes it has tokens for", () => {
    const hasTokens = (value: string) => !Buffer.from(value).some((byte) => MISSING_BYTES.includes(byte) || byte >= 0xf1);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }).filter(hasTokens), (value) => {
        expect(text(real, ids(real, value))).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves out the bytes that have no token, as llama.cpp does, and gives ids for all others", () => {
    for (let byte = 0; byte < 0x80; byte++) {
      expect(ids(real, String.fromCharCode(byte)).length, `byte ${byte}`).toBe(MISSING_BYTES.includes(byte) ? 0 : 1);
    }
  });

  it("ends generations at the end of a turn and the end of a text", () => {
    expect([...real.endTokens].sort()).toEqual([0, 2]);
    expect(real.bosToken).toBe(1);
    expect(real.vocabulary.size).toBe(49_152);
  });

  it("stays within 3 MB", () => expect(real.byteLength).toBeLessThan(3 * 1024 * 1024));
});

describe("the tokenizer", () => {
  const tokenizer = tiny();

  it("keeps special tokens as text unless asked to parse them", () => {
    expect(ids(tokenizer, "<|im_end|>").length).toBeGreaterThan(1);
    expect(ids(tokenizer, "a<|im_end|>", PARSED)).toEqual([...ids(tokenizer, "a"), 2]);
  });

  it("parses user-defined tokens always: they are part of the vocabulary's text", () => {
    const id = tokenizer.vocabulary.size - 2;
    expect(ids(tokenizer, "a<user>b")).toEqual([...ids(tokenizer, "a"), id, ...ids(tokenizer, "b")]);
    expect(text(tokenizer, [id])).toBe("<user>");
  });

  it("lets words cross from one stretch to the next, and special tokens not", () => {
    const encoded = tokenizer.encodeSegments([
      { text: "<|im_start|>he", parseSpecial: true },
      { text: "llo<|im_", parseSpecial: false },
      { text: "end|>", parseSpecial: true },
    ]);
    expect(encoded).toEqual({ ok: true, value: [1, ...ids(tokenizer, "hello<|im_end|>")] });
  });

  it("puts the begin token first only where the model has it so", () => {
    expect(ids(tokenizer, "a", { parseSpecial: false, addSpecial: true })).toEqual(ids(tokenizer, "a"));
    const adding = tiny({ "tokenizer.ggml.add_bos_token": { type: "bool", value: true } });
    expect(ids(adding, "a", { parseSpecial: false, addSpecial: true })).toEqual([1, ...ids(adding, "a")]);
  });

  it("refuses lone surrogates and ids outside the vocabulary", () => {
    expect(tokenizer.encode("a\ud800b", PLAIN)).toMatchObject({ ok: false, error: { code: "invalid_request" } });
    for (const bad of [-1, 1.5, Number.NaN, tokenizer.vocabulary.size]) {
      expect(tokenizer.decode([bad])).toMatchObject({ ok: false, error: { code: "invalid_request" } });
    }
    expect(tokenizer.encode("x".repeat((1 << 20) + 1), PLAIN)).toMatchObject({ ok: false, error: { code: "invalid_request" } });
  });

  it("has a token for each byte and gives each byte back", () => {
    for (let id = 3; id < 259; id++) expect([...tokenizer.vocabulary.bytes(id)]).toEqual([id - 3]);
  });

  it("counts the file's own end tokens too", () => {
    expect([...tiny({ "tokenizer.ggml.eot_token_id": { type: "u32", value: 7 } }).endTokens].sort()).toEqual([0, 2, 7]);
  });

  it.each<[string, string, Record<string, WrittenValue>]>([
    ["another model", "unsupported_tokenizer", { "tokenizer.ggml.model": { type: "string", value: "llama" } }],
    ["another pre-tokenizer", "unsupported_tokenizer", { "tokenizer.ggml.pre": { type: "string", value: "llama-bpe" } }],
    ["a blank prefix", "unsupported_tokenizer", { "tokenizer.ggml.add_space_prefix": { type: "bool", value: true } }],
    ["no merges", "wrong_key_type", { "tokenizer.ggml.merges": { type: "u32", value: 1 } }],
    ["a merge of unknown tokens", "invalid_tokenizer", { "tokenizer.ggml.merges": { type: "strings", value: ["zz q"] } }],
    ["a merge without a blank", "invalid_tokenizer", { "tokenizer.ggml.merges": { type: "strings", value: ["he"] } }],
    ["too few token types", "invalid_tokenizer", { "tokenizer.ggml.token_type": { type: "i32s", value: [1] } }],
    [
      "a token twice",
      "invalid_tokenizer",
      { "tokenizer.ggml.tokens": { type: "strings", value: ["a", "a"] }, "tokenizer.ggml.token_type": { type: "i32s", value: [1, 1] } },
    ],
    ["an end token past the vocabulary", "value_out_of_range", { "tokenizer.ggml.eos_token_id": { type: "u32", value: 9999 } }],
  ])("refuses %s by name", (_, fault, change) => {
    expect(faultOf(() => tiny(change))).toBe(fault);
  });
});
