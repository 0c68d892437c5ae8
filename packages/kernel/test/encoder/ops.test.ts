import { describe, expect, it } from "vitest";
import { attention, gelu, layerNorm, linear } from "../../src/encoder/reference/ops.ts";
import { softmax } from "../../src/reference/ops.ts";
import { Random } from "../random.ts";
import { EncoderOps } from "./encoder-ops.ts";

/** Largest difference, as a fraction of the largest reference value. */
function relativeError(actual: ArrayLike<number>, expected: Float64Array | readonly number[]): number {
  let difference = 0;
  let size = 0;
  expected.forEach((value, i) => {
    difference = Math.max(difference, Math.abs((actual[i] ?? NaN) - value));
    size = Math.max(size, Math.abs(value));
  });
  return difference / size;
}

function rowsOf(x: Float32Array, width: number): Float64Array[] {
  return Array.from({ length: x.length / width }, (_, r) => Float64Array.from(x.subarray(r * width, (r + 1) * width)));
}

/** A row that 16 bits hold exactly, so that no rounding of the reference is near a tie of the kernel's. */
function exactRow(random: Random, length: number, scale: number): Float32Array {
  const row = Float32Array.from({ length }, () => (random.below(65_535) - 32_767) * scale);
  row[random.below(length)] = 32_767 * scale;
  return row;
}

describe("products of 16-bit rows with 8-bit weights", () => {
  it.each([
    [128, 8],
    [256, 24],
    [1536, 64],
  ])("of %i inputs and %i outputs, one to 32 rows", (inputs, outputs) => {
    const random = new Random(1);
    const w = Int8Array.from({ length: inputs * outputs }, () => random.below(256) - 128);
    const [scales, bias] = [random.floats(outputs, 0.01), random.floats(outputs)];
    const weights = rowsOf(Float32Array.from(w), outputs).map((row) => row.map((value, n) => value * (scales[n] ?? NaN)));
    const x = Array.from({ length: 32 }, (_, r) => exactRow(random, inputs, 2 ** (r - 20)));
    for (const rows of [1, 2, 3, 4, 5, 31, 32]) {
      const y = new EncoderOps().linear(x.slice(0, rows), w, scales, bias);
      y.forEach((row, r) => expect(relativeError(row, linear(Float64Array.from(x[r] ?? []), weights, bias))).toBeLessThan(5e-7));
    }
  });

  it.each([-128, 127])("are exact where every activation is as large as it can be and every weight is %i", (weight) => {
    for (const sign of [1, -1]) {
      const x = new Float32Array(1536).fill(sign * 32_767);
      const w = new Int8Array(1536 * 8).fill(weight);
      const [y] = new EncoderOps().linear([x], w, new Float32Array(8).fill(1), new Float32Array(8));
      const panel = 128 * 32_767 * weight * sign; // what a panel sums to, exact in i32; panels are added as floats
      const expected = Array.from({ length: 12 }).reduce<number>((sum) => Math.fround(sum + Math.fround(panel)), 0);
      expect(Array.from(y ?? [])).toEqual(Array.from({ length: 8 }, () => expected));
    }
  });

  it("give a row the same bits whichever rows it is with", () => {
    const random = new Random(2);
    const w = Int8Array.from({ length: 256 * 16 }, () => random.below(256) - 128);
    const [scales, bias] = [random.floats(16), random.floats(16)];
    const x = Array.from({ length: 32 }, (_, r) => random.floats(256, 10 ** (r % 5)));
    const together = new EncoderOps().linear(x, w, scales, bias);
    x.forEach((row, r) => expect(new EncoderOps().linear([row], w, scales, bias)[0]).toEqual(together[r]));
  });

  it.each([NaN, Infinity, -Infinity])("of a row with %d are not finite, and those of other rows are", (value) => {
    const random = new Random(3);
    const w = new Int8Array(128 * 8).fill(1);
    const x = [random.floats(128), random.floats(128).fill(value, 5, 6), random.floats(128)];
    const y = new EncoderOps().linear(x, w, new Float32Array(8).fill(1), new Float32Array(8));
    expect(y.map((row) => row.some(Number.isFinite))).toEqual([true, false, true]);
  });

  it("of rows of zeros are the bias", () => {
    const bias = new Random(4).floats(8);
    const [y] = new EncoderOps().linear([new Float32Array(128)], new Int8Array(128 * 8).fill(-128), new Float32Array(8).fill(1), bias);
    expect(y).toEqual(bias);
  });
});

describe("attention", () => {
  it.each([
    [1, 8],
    [3, 32],
    [4, 40],
    [5, 64],
    [31, 32],
    [32, 32],
    [33, 96],
    [100, 128],
  ])("of %i tokens, in two heads of %i", (tokens, width) => {
    const random = new Random(tokens);
    const hidden = 2 * width;
    const [queries, keys, values] = [random.floats(tokens * hidden, 2), random.floats(tokens * hidden, 2), random.floats(tokens * hidden)];
    const attended = new EncoderOps().attend(2, queries, keys, values, hidden);
    for (const head of [0, 1]) {
      const part = (x: Float32Array) => rowsOf(x, hidden).map((row) => row.subarray(head * width, (head + 1) * width));
      const expected = attention(part(queries), part(keys), part(values));
      const actual = part(attended);
      expected.forEach((row, t) => expect(relativeError(actual[t] ?? [], row)).toBeLessThan(1e-5));
    }
  });

  it.each([1, 4, 31, 32, 33, 200])("softmax of %i scores, whatever follows them", (count) => {
    const ops = new EncoderOps();
    const scores = new Random(7).floats(224, 5).fill(NaN, count);
    const padded = Math.ceil(count / 32) * 32;
    const address = ops.put(scores);
    const sum = ops.wasm.softmaxNumerators(address, count, padded, 0.25);
    const actual = Array.from(ops.floats(address, padded), (value) => value / sum);
    const expected = softmax(Array.from(scores.subarray(0, count), (value) => value * 0.25));
    expect(relativeError(actual, expected)).toBeLessThan(1e-6);
    expect(actual.slice(count).every((value) => value === 0)).toBe(true);
  });

  it.each([0, 3, 70])("a softmax with NaN at %i has a sum that is NaN", (place) => {
    const ops = new EncoderOps();
    expect(ops.wasm.softmaxNumerators(ops.put(new Random(8).floats(128).fill(NaN, place, place + 1)), 100, 128, 1)).toBeNaN();
  });
});

it("GELU from -100 to 100, off by at most 2.5e-7 of its argument", () => {
  const x = Float32Array.from({ length: 40_000 }, (_, i) => (i + 0.5) / 200 - 100);
  const ops = new EncoderOps();
  const address = ops.put(x);
  ops.wasm.gelu(address, x.length);
  const errors = Array.from(ops.floats(address, x.length), (value, i) => Math.abs(value - gelu(x[i] ?? NaN)) / Math.abs(x[i] ?? NaN));
  expect(Math.max(...errors)).toBeLessThan(2.5e-7);
});

it("GELU of NaN is NaN", () => {
  const ops = new EncoderOps();
  const address = ops.put(Float32Array.of(NaN, 1, -1, 0));
  ops.wasm.gelu(address, 4);
  expect(Array.from(ops.floats(address, 4), Number.isNaN)).toEqual([true, false, false, false]);
});

it("LayerNorm, also of rows far from 0", () => {
  const random = new Random(5);
  const x = [random.floats(384, 3), random.floats(384).map((value) => 1000 + value)];
  const [weight, bias] = [random.floats(384), random.floats(384)];
  const ops = new EncoderOps();
  const address = ops.put(Float32Array.from(x.flatMap((row) => Array.from(row))));
  ops.wasm.layerNorm(address, 2, 384, 1e-12, ops.put(weight), ops.put(bias));
  x.forEach((row, r) => {
    const expected = layerNorm(Float64Array.from(row), weight, bias, 1e-12);
    expect(relativeError(ops.floats(address + r * 384 * 4, 384), expected)).toBeLessThan(r === 0 ? 1e-6 : 1e-4);
  });
});
