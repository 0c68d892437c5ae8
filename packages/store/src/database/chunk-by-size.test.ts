import fc from "fast-check";
import { expect, test } from "vitest";
import { chunkBySize } from "./chunk-by-size.ts";

test("slices hold every item in order, and are within the limit unless one item alone is not", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 60 }), (sizes, limit) => {
      const slices = chunkBySize(sizes, (size) => size, limit);
      expect(slices.flat()).toEqual(sizes);
      expect(slices.every((slice) => slice.length === 1 || slice.reduce((sum, size) => sum + size, 0) <= limit)).toBe(true);
      expect(slices.every((slice) => slice.length > 0)).toBe(true);
    }),
  );
});
