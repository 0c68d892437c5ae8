import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countAllocations } from "../test-support/count-allocations.ts";
import { faultOf } from "../test-support/fault-of.ts";
import { lehmer, tinyMetadata, tinyModel } from "../test-support/tiny-model.ts";
import { writeGguf, type WrittenTensor } from "../test-support/gguf-writer.ts";
import { HeaderParser, type GgufHeader } from "./header-parser.ts";

const { bytes: file, boundaries } = tinyModel();
const headerBytes = boundaries.at(-1) ?? 0;

function parse(bytes: Uint8Array, chunkSize = bytes.length, sizeBytes = bytes.length): GgufHeader {
  const parser = new HeaderParser(sizeBytes);
  for (let at = 0; at < bytes.length; at += chunkSize) {
    const done = parser.push(bytes.subarray(at, at + chunkSize));
    if (done !== null) return done.header;
  }
  throw new Error("The header did not end");
}

/** All that a header says, as plain data. */
function contents(header: GgufHeader) {
  const { metadata, tensors, dataStart } = header;
  const tokens = metadata.strings("tokenizer.ggml.tokens");
  return {
    tensors,
    dataStart,
    tokens: Array.from({ length: tokens.length }, (_, i) => tokens.text(i)),
    types: [...metadata.numbers("tokenizer.ggml.token_type")],
    template: metadata.string("tokenizer.chat_template"),
    epsilon: metadata.float("llama.attention.layer_norm_rms_epsilon", 0, 1),
  };
}

/** The fault of a file; "none" where it parses to the end. A header that neither ends nor fails is a test failure. */
function faultIn(bytes: Uint8Array): string {
  return faultOf(() => parse(bytes));
}

/** A copy of the file with a field overwritten. `at` is found from the text before it. */
function patched(at: number, width: 4 | 8, value: bigint | number): Uint8Array {
  const copy = file.slice();
  const view = new DataView(copy.buffer);
  if (width === 4) view.setUint32(at, Number(value), true);
  else view.setBigUint64(at, BigInt(value), true);
  return copy;
}

function after(text: string): number {
  const at = Buffer.from(file).indexOf(text);
  expect(at).toBeGreaterThan(0);
  return at + text.length;
}

const tensor = (over: Partial<WrittenTensor> = {}): WrittenTensor => ({
  name: "t",
  type: 0,
  dims: [8],
  bytes: new Uint8Array(32),
  ...over,
});

describe("the GGUF header parser", () => {
  it("reads the same header from chunks of any size", () => {
    const whole = contents(parse(file));
    for (const size of [1, 2, 3, 7, 64, 1000]) expect(contents(parse(file, size))).toEqual(whole);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: file.length }), (size) => {
        expect(contents(parse(file, size))).toEqual(whole);
      }),
    );
  });

  it("gives back the tensor data that came in the header's last chunk", () => {
    const done = new HeaderParser(file.length).push(file.subarray(0, headerBytes + 100));
    expect(done?.rest).toEqual(file.subarray(headerBytes, headerBytes + 100));
    expect(done?.header.dataStart).toBe(headerBytes);
  });

  it("reads integers of 32 and of 64 bits alike", () => {
    const { metadata } = parse(file);
    expect(metadata.integer("llama.block_count", 1, 10)).toBe(2);
    expect(metadata.integer("llama.context_length", 1, 1000)).toBe(256);
  });

  it("names truncation at every boundary of the header, one byte before and one after", () => {
    for (const boundary of boundaries) {
      for (const end of [boundary - 1, boundary, boundary + 1]) {
        if (end <= 0 || end >= file.length) continue;
        expect(["truncated", "array_past_end", "tensor_past_end"], `cut at ${end}`).toContain(faultIn(file.subarray(0, end)));
      }
    }
  });

  it("answers any flipped byte of the header with a named fault or a sound parse, in bounded memory", () => {
    const random = lehmer(7);
    for (let at = 0; at < headerBytes; at++) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] ?? 0) ^ (1 + Math.floor(random() * 255));
      const bytes = countAllocations(() => faultIn(damaged));
      expect(bytes, `flip at ${at}`).toBeLessThan(8 * file.length + 256 * 1024);
    }
  });

  it("survives any damage at all: random bytes over random places", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: headerBytes - 9 }), fc.uint8Array({ minLength: 1, maxLength: 9 }), (at, bytes) => {
        const damaged = file.slice();
        damaged.set(bytes, at);
        expect(faultIn(damaged)).toMatch(/^[a-z0-9_]+$/);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["bad_magic", () => patched(0, 4, 0x46554748)],
    ["big_endian", () => patched(4, 4, 0x03000000)],
    ["unsupported_version", () => patched(4, 4, 2)],
    ["too_many_tensors", () => patched(8, 8, 10_000_000n)],
    ["no_tensors", () => patched(8, 8, 0n)],
    ["too_many_metadata_entries", () => patched(16, 8, 10_000_000n)],
    ["integer_too_large", () => patched(8, 8, 0xffff_ffff_ffff_ffffn)],
    ["key_too_long", () => patched(24, 8, 70_000n)],
    ["string_too_long", () => patched(after("general.architecture") + 4, 8, 1n << 40n)],
    ["unknown_value_type", () => patched(after("general.architecture"), 4, 77)],
    ["nested_array", () => patched(after("tokenizer.ggml.merges") + 4, 4, 9)],
    ["array_too_long", () => patched(after("tokenizer.ggml.merges") + 8, 8, 1n << 40n)],
    ["array_past_end", () => patched(after("tokenizer.ggml.merges") + 8, 8, 1n << 19n)],
    ["invalid_bool", () => patched(after("tokenizer.ggml.add_bos_token") + 4, 4, 7)],
    ["too_many_dims", () => patched(after("token_embd.weight"), 4, 5)],
    ["zero_dim", () => patched(after("token_embd.weight") + 4, 8, 0n)],
    ["zero_dim", () => patched(after("token_embd.weight"), 4, 0)],
    ["dim_too_large", () => patched(after("token_embd.weight") + 4, 8, 1n << 40n)],
    ["tensor_past_end", () => patched(after("token_embd.weight") + 12, 8, 1n << 30n)],
    ["ragged_row", () => patched(after("token_embd.weight") + 4, 8, 65n)],
    ["unknown_tensor_type", () => patched(after("token_embd.weight") + 20, 4, 99)],
    ["misaligned_tensor", () => patched(after("output_norm.weight") + 16, 8, 33n)],
    ["tensor_past_end", () => patched(after("output_norm.weight") + 16, 8, 1n << 40n)],
    ["overlapping_tensors", () => patched(after("output_norm.weight") + 16, 8, 0n)],
  ])("says %s for a lie of that kind", (fault, make) => expect(faultIn(make())).toBe(fault));

  it("refuses a tensor whose size is past any file", () => {
    const dims = [2 ** 30, 2 ** 30, 2 ** 30];
    expect(faultIn(writeGguf({}, [tensor({ dims })]).bytes)).toBe("tensor_too_large");
  });

  it("refuses repeats, empty and over-long names, and bad alignments", () => {
    const doubled = writeGguf({ aaa: { type: "u32", value: 1 }, aab: { type: "u32", value: 1 } }, [tensor()]).bytes;
    doubled[Buffer.from(doubled).indexOf("aab") + 2] = "a".charCodeAt(0);
    expect(faultIn(doubled)).toBe("duplicate_key");
    expect(faultIn(writeGguf({ "": { type: "u32", value: 1 } }, [tensor()]).bytes)).toBe("empty_key");
    expect(faultIn(writeGguf({}, [tensor(), tensor()]).bytes)).toBe("duplicate_tensor");
    expect(faultIn(writeGguf({}, [tensor({ name: "n".repeat(65) })]).bytes)).toBe("tensor_name_too_long");
    expect(faultIn(writeGguf({ "general.alignment": { type: "u32", value: 12 } }, [tensor()]).bytes)).toBe("invalid_alignment");
    expect(faultIn(writeGguf({ "general.alignment": { type: "u32", value: 0 } }, [tensor()]).bytes)).toBe("value_out_of_range");
    expect(faultIn(writeGguf({ "general.alignment": { type: "string", value: "32" } }, [tensor()]).bytes)).toBe("wrong_key_type");
  });

  it("refuses text that is not UTF-8", () => {
    const copy = file.slice();
    copy[after("general.archi")] = 0xff;
    expect(faultIn(copy)).toBe("invalid_utf8");
  });

  it("stops at the header's limit, however much the file claims to have", () => {
    const strings = Array.from({ length: 200 }, () => "x".repeat(200_000));
    const large = writeGguf({ blob: { type: "strings", value: strings } }, [tensor()]).bytes;
    expect(faultIn(large)).toBe("header_too_large");
  });

  it("holds no more for an array than a few times the bytes that came", () => {
    const metadata = { ...tinyMetadata(), big: { type: "strings" as const, value: Array.from({ length: 1000 }, (_, i) => `item ${i}`) } };
    const { bytes } = tinyModel(metadata);
    const header = parse(bytes);
    expect(header.metadata.strings("big").byteLength).toBeLessThan(1000 * (8 + 9) * 2 + 4096);
    expect(header.metadata.strings("big").text(999)).toBe("item 999");
  });
});
