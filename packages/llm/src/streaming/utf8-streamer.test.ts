import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Utf8Streamer } from "./utf8-streamer.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes with many multi-byte characters, whole and broken. */
const awkwardBytes = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 4 }).map((text) => new TextEncoder().encode(text)),
  fc
    .array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc3, 0xe0, 0xa0, 0xed, 0x9f, 0xef, 0xbb, 0xf0, 0x90, 0xf4, 0x8f, 0xf5), {
      maxLength: 8,
    })
    .map(Uint8Array.from.bind(Uint8Array)),
);

function stream(pieces: readonly Uint8Array[]): string[] {
  const streamer = new Utf8Streamer();
  return [...pieces.map((piece) => streamer.push(piece)), streamer.flush()];
}

describe("the UTF-8 streamer", () => {
  it("adds up to what a decoder makes of all bytes at once", () => {
    fc.assert(
      fc.property(fc.array(awkwardBytes, { maxLength: 8 }), (pieces) => {
        expect(stream(pieces).join("")).toBe(decoder.decode(Buffer.concat(pieces)));
      }),
      { numRuns: 5000 },
    );
  });

  it("emits a character with its last byte, whole", () => {
    const bytes = new TextEncoder().encode("é中😀");
    expect(stream(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(["", "é", "", "", "中", "", "", "", "😀", ""]);
  });

  it("ends an unfinished character as U+FFFD", () => {
    expect(stream([Uint8Array.of(0x41, 0xf0, 0x9f, 0x98)])).toEqual(["A", "\ufffd"]);
  });

  it("gives ill-formed bytes at once where no more bytes could mend them", () => {
    expect(stream([Uint8Array.of(0xe0, 0x80), Uint8Array.of(0x41)])).toEqual(["\ufffd\ufffd", "A", ""]);
  });
});
