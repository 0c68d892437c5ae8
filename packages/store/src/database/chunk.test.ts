import fc from "fast-check";
import { expect, test } from "vitest";
import { chunk } from "./chunk.ts";

test("slices hold every item in order, none longer than asked and none empty", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (items, size) => {
      const slices = chunk(items, size);
      expect(slices.flat()).toEqual(items);
      expect(slices.every((slice) => slice.length > 0 && slice.length <= size)).toBe(true);
    }),
  );
});
