import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeEmbedding, encodeEmbedding } from "./embedding-value.ts";

const numbers = fc.float32Array({ minLength: 1, maxLength: 16, noNaN: true, noDefaultInfinity: true });
const tokens = fc.integer({ min: 1, max: 0xffff_ffff });

test("a stored vector reads back bit by bit, at any offset of a larger buffer", () => {
  fc.assert(
    fc.property(numbers, tokens, fc.nat(7), (vector, count, offset) => {
      const bytes = encodeEmbedding({ vector: new Uint8Array(vector.slice().buffer), tokens: count });
      const moved = new Uint8Array(bytes.length + offset);
      moved.set(bytes, offset);
      const read = decodeEmbedding(moved.subarray(offset), vector.length);
      expect(read?.tokens).toBe(count);
      expect(new Float32Array(Uint8Array.from(read?.vector ?? []).buffer)).toEqual(Float32Array.from(vector));
    }),
  );
});

test("the format is a little-endian u32 and float32s", () => {
  const bytes = encodeEmbedding({ vector: new Uint8Array(Float32Array.of(1).buffer), tokens: 258 });
  expect([...bytes]).toEqual([2, 1, 0, 0, 0, 0, 0x80, 0x3f]);
});

test.each([
  ["another length", encodeEmbedding({ vector: new Uint8Array(12), tokens: 1 })],
  ["no tokens", encodeEmbedding({ vector: new Uint8Array(8), tokens: 0 })],
  ["NaN", encodeEmbedding({ vector: new Uint8Array(Float32Array.of(1, Number.NaN).buffer), tokens: 1 })],
  ["nothing", new Uint8Array(0)],
])("a value with %s is a miss", (_name, bytes) => {
  expect(decodeEmbedding(bytes, 2)).toBeNull();
});
