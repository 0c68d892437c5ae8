import fc from "fast-check";
import { expect, test } from "vitest";
import { rankDocuments } from "./rank-documents.ts";

const vector = fc
  .array(fc.float({ noNaN: true, min: -1, max: 1 }), { minLength: 3, maxLength: 3 })
  .map((numbers) => Float32Array.from(numbers));

test("documents come by their similarity, whatever their lengths", () => {
  const ranked = rankDocuments(Float32Array.of(1, 0), [
    Float32Array.of(0, 9),
    Float32Array.of(5, 5),
    Float32Array.of(2, 0),
    Float32Array.of(-1, 0),
  ]);
  expect(ranked.map(({ index }) => index)).toEqual([2, 1, 0, 3]);
  expect(ranked.map(({ score }) => score)).toEqual([1, expect.closeTo(Math.SQRT1_2), 0, -1]);
});

test("equal documents keep their order, and a document without a direction is as far as can be told", () => {
  const same = Float32Array.of(0.3, 0.4);
  const ranked = rankDocuments(Float32Array.of(1, 1), [new Float32Array(2), same, same.slice(), same]);
  expect(ranked.map(({ index }) => index)).toEqual([1, 2, 3, 0]);
  expect(ranked.at(-1)?.score).toBe(0);
});

test("every document is told once, scores never rise, and each is a cosine", () => {
  fc.assert(
    fc.property(vector, fc.array(vector), (query, documents) => {
      const ranked = rankDocuments(query, documents);
      expect(ranked.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(documents.map((_, i) => i));
      const outOfOrder = ranked.slice(1).filter(({ score, index }, place) => {
        const before = ranked[place]!;
        return score > before.score || (score === before.score && index < before.index);
      });
      expect(outOfOrder).toEqual([]);
      expect(ranked.filter(({ score }) => !(Math.abs(score) <= 1 + 1e-9))).toEqual([]);
    }),
  );
});
