import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Encoder } from "../../src/encoder/index.ts";
import { planEncoder } from "../../src/encoder/encoder-plan.ts";
import { referenceEmbed } from "../../src/encoder/reference/forward.ts";
import { Random } from "../random.ts";
import { writeOnnx } from "./onnx-writer.ts";
import { openGraph, usable } from "./open-file.ts";
import { TINY, tinyBert, type BertSizes } from "./tiny-bert.ts";

function randomTokens(seed: number, count: number, vocab = TINY.vocab): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.below(vocab));
}

function embed(encoder: Encoder, tokens: readonly number[]): Float32Array {
  return usable(encoder.embed(tokens));
}

function largestDifference(actual: Float32Array, expected: Float64Array): number {
  return actual.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (expected[i] ?? NaN))), 0);
}

describe.each(["dynamo", "torchscript"] as const)("a model as %s writes it", (dialect) => {
  const { graph, reference } = tinyBert(TINY, dialect);

  it.each(["mean", "cls"] as const)("gives the reference's vectors, %s pooling, in any number of tokens", (pooling) => {
    const encoder = usable(openGraph(graph, { pooling }));
    expect(encoder.config).toEqual({ ...TINY, epsilon: Math.fround(TINY.epsilon) });
    for (const count of [1, 2, 3, 4, 5, 8, 31, 32, 33, 64, 70]) {
      const tokens = randomTokens(count, count);
      const vector = embed(encoder, tokens);
      expect(largestDifference(vector, referenceEmbed(reference, tokens, pooling))).toBeLessThan(2e-5);
      expect(Math.abs(Math.hypot(...vector) - 1)).toBeLessThan(1e-6);
    }
  });
});

const SIZES: readonly Partial<BertSizes>[] = [
  { hidden: 128, heads: 16, ffn: 128, layers: 2 }, // heads of 8
  { hidden: 384, heads: 4, ffn: 384, layers: 2 }, // heads of 96
  { hidden: 128, heads: 1, ffn: 512, layers: 2 }, // one head of 128
  { hidden: 640, heads: 16, ffn: 1280, layers: 2 }, // heads of 40
];

it.each(SIZES)("runs the sizes %j", (changed) => {
  const sizes = { ...TINY, ...changed };
  const { graph, reference } = tinyBert(sizes);
  const encoder = usable(openGraph(graph, { dimension: sizes.hidden }));
  const tokens = randomTokens(1, 37);
  expect(largestDifference(embed(encoder, tokens), referenceEmbed(reference, tokens, "mean"))).toBeLessThan(2e-5);
});

describe("a vector has the same bits", () => {
  const { graph } = tinyBert();
  const encoder = usable(openGraph(graph));
  const tokens = fc.array(fc.nat(TINY.vocab - 1), { minLength: 1, maxLength: 70 });

  it("alone and after any other texts", () => {
    fc.assert(
      fc.property(tokens, fc.array(tokens, { maxLength: 4 }), (text, others) => {
        const fresh = embed(encoder, text);
        for (const other of others) embed(encoder, other);
        expect(embed(encoder, text)).toEqual(fresh);
      }),
      { numRuns: 30 },
    );
  });

  it("loaded anew, and whatever room the encoder has", () => {
    const small = usable(openGraph(graph, { maxTokens: 9 }));
    const again = usable(openGraph(graph));
    for (const count of [1, 5, 9]) {
      const text = randomTokens(count, count);
      expect(embed(small, text)).toEqual(embed(encoder, text));
      expect(embed(again, text)).toEqual(embed(encoder, text));
    }
  });
});

it("takes memory of exactly the planned size", () => {
  const { graph } = tinyBert();
  const plan = usable(planEncoder({ fileBytes: writeOnnx(graph).length, dimension: TINY.hidden, maxTokens: 70 }));
  expect(usable(openGraph(graph)).memoryBytes).toBe(plan.wasmPages * 65_536);
});
