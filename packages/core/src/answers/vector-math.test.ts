import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutVector, meanVector } from "./vector-math.ts";

const number = fc.float({ min: -1, max: 1, noNaN: true }).filter((value) => Math.abs(value) > 1e-3);
const vector = fc.array(number, { minLength: 8, maxLength: 8 }).map((values) => Float32Array.from(values));
const lengthOf = (values: Float32Array): number => Math.hypot(...values);

describe("cutVector", () => {
  test("keeps the direction of the first numbers, at length one", () => {
    fc.assert(
      fc.property(vector, fc.integer({ min: 1, max: 7 }), (whole, dimension) => {
        const cut = cutVector(whole, dimension);
        expect(cut).toHaveLength(dimension);
        expect(lengthOf(cut)).toBeCloseTo(1, 6);
        const scale = lengthOf(whole.subarray(0, dimension));
        cut.forEach((value, i) => expect(value * scale).toBeCloseTo(whole[i] ?? Number.NaN, 6));
      }),
    );
  });

  test("leaves a vector of that length alone, to the bit", () => {
    fc.assert(fc.property(vector, (whole) => void expect(cutVector(whole, 8)).toBe(whole)));
  });

  test("keeps zeros zeros", () => {
    expect(cutVector(Float32Array.of(0, 0, 1), 2)).toEqual(Float32Array.of(0, 0));
  });
});

describe("meanVector", () => {
  test("points where the sum points, at length one", () => {
    expect(meanVector([Float32Array.of(1, 0), Float32Array.of(0, 1)])).toEqual(Float32Array.of(Math.SQRT1_2, Math.SQRT1_2));
    fc.assert(
      fc.property(fc.array(vector, { minLength: 2, maxLength: 5 }), (vectors) => {
        const sums = Array.from({ length: 8 }, (_, i) => vectors.reduce((sum, values) => sum + (values[i] ?? 0), 0));
        fc.pre(Math.hypot(...sums) > 1e-2);
        meanVector(vectors).forEach((value, i) => expect(value).toBeCloseTo((sums[i] ?? 0) / Math.hypot(...sums), 5));
      }),
    );
  });

  test("of one vector is that vector, to the bit", () => {
    fc.assert(fc.property(vector, (only) => void expect(meanVector([only])).toBe(only)));
  });

  test("of opposite vectors is zero, not NaN", () => {
    expect(meanVector([Float32Array.of(1, 0), Float32Array.of(-1, 0)])).toEqual(Float32Array.of(0, 0));
  });
});
