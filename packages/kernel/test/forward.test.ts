import { describe, expect, it } from "vitest";
import type { Kernel } from "../src/index.ts";
import { OUTPUT_NORM } from "../src/architecture.ts";
import { referenceForward } from "../src/reference/forward.ts";
import { openModel, randomModel, referenceWeights, TINY } from "./random-model.ts";
import { FORMAT_NAMES } from "./random-tensor.ts";
import { Random } from "./random.ts";
import { BUILDS } from "./wasm-ops.ts";

const random = new Random(9);
const tokens = Array.from({ length: 70 }, () => random.below(TINY.vocab));

/** Logits (tokens, vocab), token by token. */
function decodeAll(kernel: Kernel): Float32Array[] {
  return tokens.map((token, position) => {
    const result = kernel.forward([{ token, position, pageTable: [1, 3], wantLogits: true }]);
    if (!result.ok) throw new Error(result.error.message);
    return kernel.logits(0).slice();
  });
}

function logSoftmax(logits: ArrayLike<number>, token: number): number {
  const values = Array.from(logits);
  const top = Math.max(...values);
  return (values[token] ?? NaN) - top - Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

/** Root of the mean squared difference over that of the expected values, for each token; ascending. */
function errors(actual: Float32Array[], expected: Float64Array[]): number[] {
  const perToken = actual.map((row, t) => {
    const wanted = Array.from(expected[t] ?? []);
    const difference = wanted.reduce((sum, value, i) => sum + (value - (row[i] ?? NaN)) ** 2, 0);
    return Math.sqrt(difference / wanted.reduce((sum, value) => sum + value ** 2, 0));
  });
  return perToken.toSorted((a, b) => a - b);
}

const variants = [...FORMAT_NAMES, "mixed" as const].flatMap((format) => [
  [format, "tied head", true] as const,
  [format, "own output matrix", false] as const,
]);

describe.each(BUILDS)("%s", (build) => {
  // An f32 and an f64 sum may fall on two sides of a rounding to int8 now and then, and each such step of 1/127 moves
  // later ones: so the median of one layer is tight, and deeper models are held to the size of the rounding itself.
  it.each(variants)("one layer of %s with %s equals the reference", (format, _, tied) => {
    const model = randomModel({ ...TINY, layers: 1 }, format, tied);
    const expected = referenceForward(model.hparams, referenceWeights(model), tokens);
    const sorted = errors(decodeAll(openModel(model, build)), expected);
    expect(sorted[tokens.length >> 1]).toBeLessThan(2e-5);
    expect(sorted.at(-1)).toBeLessThan(0.04);
  });

  it.each(variants)("teacher-forced, two layers of %s with %s give the reference's log-probabilities", (format, _, tied) => {
    const model = randomModel(TINY, format, tied);
    const expected = referenceForward(TINY, referenceWeights(model), tokens);
    const actual = decodeAll(openModel(model, build));
    expect(errors(actual, expected).at(-1)).toBeLessThan(0.04);
    const mean = (rows: ArrayLike<number>[]) =>
      rows.slice(0, -1).reduce((sum, row, t) => sum + logSoftmax(row, tokens[t + 1] ?? -1), 0) / (rows.length - 1);
    expect(Math.abs(mean(actual) / mean(expected) - 1)).toBeLessThan(0.005);
  });

  it.each([
    [1, true],
    [1e8, true],
    [1e30, false],
  ])("an output norm %d times as large gives logits that are finite: %s", (factor, isFinite) => {
    const model = randomModel(TINY, "Q8_0", true);
    const norm = new Float32Array(model.bytes.get(OUTPUT_NORM)!.buffer).map((weight) => weight * factor);
    const kernel = openModel({ ...model, bytes: new Map(model.bytes).set(OUTPUT_NORM, new Uint8Array(norm.buffer)) }, build);
    const result = kernel.forward([{ token: 1, position: 0, pageTable: [0], wantLogits: true }]);
    const told = result.ok ? kernel.logits(0).every(Number.isFinite) : result.error.code;
    expect(told).toBe(isFinite || "non_finite_logits");
  });

  it("log-probabilities are those of the logits, and argmax takes the lowest id of equals", () => {
    const kernel = openModel(randomModel(TINY, "Q8_0", true), build);
    decodeAll(kernel);
    const logits = kernel.logits(0);
    for (const token of [0, 150, 300]) expect(kernel.logProb(0, token)).toBeCloseTo(logSoftmax(logits, token), 5);
    expect(kernel.argmax(0)).toBe(logits.indexOf(Math.max(...logits)));
    logits[17] = logits[123] = 1e6;
    expect(kernel.argmax(0)).toBe(17);
  });
});
