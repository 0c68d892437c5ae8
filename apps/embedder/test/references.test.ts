import { env } from "cloudflare:workers";
import { modelFileKey, type EmbeddingManifest } from "@steadytext/core";
import { beforeAll, describe, expect, test } from "vitest";
import references from "../fixtures/references.json" with { type: "json" };
import pairs from "../fixtures/retrieval-pairs.json" with { type: "json" };
import { TextTokenizer, truncateIds } from "@steadytext/embedding/tokenizer";
import { identity, manifest, mustEmbed, putTokenizer, useRuntime } from "./published-model.ts";
import { cosine, dot, float32s, fromBase64 } from "./vectors.ts";

const texts = references.map(({ text }) => text);
const native = new Map(references.map(({ text, vector }) => [text, float32s(fromBase64(vector))]));

beforeAll(putTokenizer);

test("token ids are those of the reference tokenizer", async () => {
  const file = await env.MODELS.get(modelFileKey(manifest.tokenizer.sha256));
  const tokenizer = TextTokenizer.parse(new Uint8Array(await file!.arrayBuffer()));
  const ids = texts.map((text) => truncateIds(tokenizer!.encode(text), manifest.maxTokens));
  expect(ids).toEqual(references.map((reference) => reference.ids));
});

/** For each query the passage that is nearest to it. */
function nearest(vectorOf: (text: string) => readonly number[]): readonly string[] {
  return pairs.map(({ query }) => {
    const scores = pairs.map(({ passage }) => dot(vectorOf(query), vectorOf(passage)));
    return pairs[scores.indexOf(Math.max(...scores))]!.passage;
  });
}

const TEXTS_AT_ONCE = 40;

const leastCosine = { "kernel-encoder": 1 - 1e-6, "onnxruntime-web": 1 - 1e-6 } satisfies Record<EmbeddingManifest["runtime"], number>;

describe.each(Object.entries(leastCosine))("%s", (name, least) => {
  const runtime = name as EmbeddingManifest["runtime"];
  const ours = new Map<string, number[]>();
  let tokens: number[] = [];

  beforeAll(async () => {
    await useRuntime(runtime);
    tokens = [];
    // Parts, each well within its deadline on a busy machine too.
    for (let from = 0; from < texts.length; from += TEXTS_AT_ONCE) {
      const part = texts.slice(from, from + TEXTS_AT_ONCE);
      const embeddings = await mustEmbed(part, { truncate: true });
      embeddings.forEach(({ vector }, i) => ours.set(part[i]!, float32s(vector)));
      tokens.push(...embeddings.map((embedding) => embedding.tokens));
    }
  });

  test("counts the tokens that the model sees", () => {
    expect(tokens).toEqual(references.map(({ ids }) => ids.length));
  });

  test("gives native onnxruntime's vectors", () => {
    const cosines = texts.map((text) => cosine(ours.get(text)!, native.get(text)!));
    console.log(`${name}: 1 - the least cosine of ${texts.length} is ${(1 - Math.min(...cosines)).toExponential(1)}`);
    expect(Math.min(...cosines)).toBeGreaterThan(least);
  });

  test("gives vectors of the model's dimension, of length 1", async () => {
    const { dimension } = await identity();
    for (const vector of ours.values()) {
      expect(vector).toHaveLength(dimension);
      expect(dot(vector, vector)).toBeCloseTo(1, 6);
    }
  });

  test("finds for each query the passage that native onnxruntime finds", () => {
    expect(nearest((text) => ours.get(text)!)).toEqual(nearest((text) => native.get(text)!));
  });
});
