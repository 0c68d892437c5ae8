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
  ["cls", 256],
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

/** Lengths around those of the blocks in which tokens go through the encoder, and the longest of the default model. */
const SHORT = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65];
const LONG = [65, 256];

it.each([
  ["mean", SHORT, "eff5e9c1da1e46281b7aa09ccbedcd81538b33627745dfb23763ce7e6d44f27c"],
  ["mean", LONG, "e316e7783a07255f0cec3bec7c4120c0565b25fb0f38da683f290923fb168994"],
  ["cls", LONG, "dc67e695132081897f49f339026c82302c38efbefd58d720f9fb07d7e5c3a0c3"],
] as const)("the bits are pinned, %s pooling of %j tokens: others would be another engine's", (pooling, lengths, expected) => {
  const encoder = openMiniLm(pooling);
  const hash = createHash("sha256");
  for (const { ids } of references.filter(({ ids }) => lengths.includes(ids.length)))
    hash.update(new Uint8Array(usable(encoder.embed(ids)).buffer));
  expect(hash.digest("hex")).toBe(expected);
});
