import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { philox4x32, type PhiloxCounter, type PhiloxKey } from "./philox.ts";
import { uniformAt } from "./uniform.ts";

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });

/** The same rounds in exact integers of any size. */
function reference(counter: PhiloxCounter, key: PhiloxKey): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  const low = (1n << 32n) - 1n;
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & low, (p0 >> 32n) ^ c3 ^ k1, p0 & low];
    k0 = (k0 + 0x9e3779b9n) & low;
    k1 = (k1 + 0xbb67ae85n) & low;
  }
  return [c0, c1, c2, c3].map(Number);
}

describe("Philox4x32-10", () => {
  // The known answers that come with the Random123 library.
  it.each<[PhiloxCounter, PhiloxKey, number[]]>([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])("gives the known answer for counter %j", (counter, key, expected) => {
    expect(philox4x32(counter, key)).toEqual(expected);
  });

  it("equals exact integer arithmetic for any counter and key", () => {
    fc.assert(
      fc.property(fc.tuple(u32, u32, u32, u32), fc.tuple(u32, u32), (counter, key) => {
        expect(philox4x32(counter, key)).toEqual(reference(counter, key));
      }),
    );
  });
});

describe("the uniform number of a position", () => {
  it("is in [0, 1) and a function of all 53 bits of the seed and of the position", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 1 << 20 }), (seed, position) => {
        const value = uniformAt(seed, position);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1);
        expect(uniformAt(seed, position)).toBe(value);
        expect(uniformAt(seed, position + 1)).not.toBe(value);
        expect(uniformAt(seed >= 2 ** 32 ? seed - 2 ** 32 : seed + 2 ** 32, position)).not.toBe(value);
      }),
    );
  });

  it("is spread evenly", () => {
    const bins = new Uint32Array(16);
    for (let position = 0; position < 16_000; position++) {
      const bin = Math.floor(uniformAt(42, position) * 16);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 15 degrees of freedom: above 37.7 once in a thousand. The numbers are fixed, so this never flickers.
    expect(chiSquare).toBeLessThan(37.7);
  });
});
