import fc from "fast-check";
import { expect, test } from "vitest";
import { clsPool } from "./cls.ts";
import { unitVector } from "./l2.ts";
import { meanPool } from "./mean.ts";

const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });

test("the mean is taken over tokens, number by number", () => {
  expect(meanPool(Float32Array.of(1, 2, 3, 5, 6, 10), 2)).toEqual(Float64Array.of(3, 4, 6.5));
});

test("the mean of one token is the token", () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), (values) => {
      const hidden = Float32Array.from(values, (value) => value + 0);
      expect(Float32Array.from(meanPool(hidden, 1))).toEqual(hidden);
    }),
  );
});

test("cls takes the first token's vector and no other", () => {
  expect(clsPool(Float32Array.of(1, 2, 3, 5, 6, 10), 2)).toEqual(Float64Array.of(1, 2, 3));
});

test("a unit vector has length 1 and keeps its direction", () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1, maxLength: 64 }), (values) => {
      fc.pre(values.some((value) => Math.abs(value) > 1e-3));
      const unit = unitVector(Float64Array.from(values));
      expect(unit.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
      expect(unit.every((value, i) => value * values[i]! >= 0)).toBe(true);
    }),
  );
});

test("a vector without a direction stays zero instead of turning into NaN", () => {
  expect(unitVector(new Float64Array(3))).toEqual(new Float32Array(3));
});
