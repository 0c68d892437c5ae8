import { expect, it } from "vitest";
import { dequantize } from "./dequantize.ts";

/** 1.5 and -0.25 in f16, little endian. */
const [HALF_1_5, HALF_MINUS_0_25] = [
  [0x00, 0x3e],
  [0x00, 0xb4],
];
/** Byte j: low nibble j, high nibble 15 - j. */
const NIBBLES = Array.from({ length: 16 }, (_, j) => j | ((15 - j) << 4));
const RAMP = [...Array.from({ length: 16 }, (_, j) => j), ...Array.from({ length: 16 }, (_, j) => 15 - j)];

function values(type: 0 | 2 | 3 | 8, bytes: number[], count: number): number[] {
  const into = new Float32Array(count);
  dequantize(type, Uint8Array.from(bytes), into);
  return [...into];
}

it("reads Q4_0 as scale x (nibble - 8), with a scale of either sign", () => {
  expect(values(2, [...HALF_MINUS_0_25!, ...NIBBLES], 32)).toEqual(RAMP.map((q) => 2 - 0.25 * q));
});

it("reads Q4_1 as scale x nibble + minimum", () => {
  expect(values(3, [...HALF_1_5!, ...HALF_MINUS_0_25!, ...NIBBLES], 32)).toEqual(RAMP.map((q) => 1.5 * q - 0.25));
});

it("reads Q8_0 as scale x signed byte, block after block", () => {
  const signed = Array.from({ length: 32 }, (_, i) => i * 8 - 127);
  const block = [...HALF_1_5!, ...signed];
  const expected = signed.map((q) => 1.5 * q);
  expect(values(8, [...block, ...block], 64)).toEqual([...expected, ...expected]);
});

it("reads the smallest f16 scales, which have no leading one", () => {
  expect(values(8, [0x01, 0x00, ...Array.from({ length: 32 }, () => 1)], 32)).toEqual(Array.from({ length: 32 }, () => 2 ** -24));
});

it("copies F32", () => {
  const floats = Float32Array.of(1.25, -3, 0);
  expect(values(0, [...new Uint8Array(floats.buffer)], 3)).toEqual([...floats]);
});
