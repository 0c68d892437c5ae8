import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openMiniLm } from "./minilm.ts";
import { usable } from "./open-file.ts";

interface Reference {
  readonly ids: readonly number[];
  readonly mean: string;
  readonly cls: string;
}

const references = JSON.parse(
  readFileSync(new URL("../../fixtures/encoder-references.json", import.meta.url), "utf8"),
) as readonly Reference[];

function floats(base64: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(base64, "base64")).buffer);
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe.each([
  ["mean", 512],
  ["cls", 33],
] as const)("all-MiniLM-L6-v2, %s pooling", (pooling, longest) => {
  const encoder = openMiniLm(pooling);

  const chosen = references.filter(({ ids }) => ids.length <= longest);
  it.each(chosen.map((reference) => [reference.ids.length, reference] as const))(
    "gives native onnxruntime's vector of %i tokens",
    (_length, reference) => {
      const vector = usable(encoder.embed(reference.ids));
      expect(1 - cosine(vector, floats(reference[pooling]))).toBeLessThan(1e-6);
    },
  );
});

it("the bits are pinned: others would be another engine's", () => {
  const encoder = openMiniLm("mean");
  const hash = createHash("sha256");
  for (const { ids } of references.filter(({ ids }) => ids.length <= 65)) hash.update(new Uint8Array(usable(encoder.embed(ids)).buffer));
  expect(hash.digest("hex")).toBe("eff5e9c1da1e46281b7aa09ccbedcd81538b33627745dfb23763ce7e6d44f27c");
});
