import fc from "fast-check";
import { expect, test } from "vitest";
import { float32Base64, float32Vector } from "./float32-vector.ts";

test("numbers go through base64 and back with every bit, at any offset", () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 64 }), fc.nat(3), (numbers, offset) => {
      const decoded = Buffer.from(float32Base64(numbers), "base64");
      const moved = new Uint8Array(decoded.length + offset);
      moved.set(decoded, offset);
      expect(float32Vector(moved.subarray(offset))).toEqual(numbers);
    }),
  );
});

test("base64 is of little-endian float32", () => {
  expect(float32Base64(Float32Array.of(1, -2))).toBe("AACAPwAAAMA=");
});
