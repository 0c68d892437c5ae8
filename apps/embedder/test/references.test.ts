import { env } from "cloudflare:workers";
import { modelFileKey } from "@steadytext/core";
import { beforeAll, expect, test } from "vitest";
import references from "../fixtures/references.json" with { type: "json" };
import { modelHost } from "../src/model/model-host.ts";
import { TextTokenizer, truncateIds } from "../src/tokenizer/text-tokenizer.ts";
import { activate, embedder, identity, manifest, mustEmbed, putTokenizer, putWeights } from "./published-model.ts";

const texts = references.map(({ text }) => text);

function float32s(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

beforeAll(async () => {
  await Promise.all([putWeights(), putTokenizer(), activate(manifest)]);
});

test("token ids are those of the reference tokenizer", async () => {
  const file = await env.MODELS.get(modelFileKey(manifest.tokenizer.sha256));
  const tokenizer = TextTokenizer.parse(new Uint8Array(await file!.arrayBuffer()));
  const ids = texts.map((text) => truncateIds(tokenizer!.encode(text), manifest.maxTokens));
  expect(ids).toEqual(references.map((reference) => reference.ids));
});

test("vectors and token counts are those of native onnxruntime", async () => {
  const embeddings = await mustEmbed(texts, { truncate: true });
  expect(embeddings.map(({ tokens }) => tokens)).toEqual(references.map(({ ids }) => ids.length));
  const cosines = embeddings.map(({ vector }, i) => cosine(float32s(vector), float32s(fromBase64(references[i]!.vector))));
  expect(Math.min(...cosines)).toBeGreaterThan(0.99999);
});

test("vectors have the model's dimension and length 1", async () => {
  const { dimension } = await identity();
  for (const { vector } of await mustEmbed(texts.slice(0, 8))) {
    const numbers = float32s(vector);
    expect(numbers).toHaveLength(dimension);
    expect(dot(numbers, numbers)).toBeCloseTo(1, 6);
  }
});

test("a text has the same bits alone, in a list in any order, beside other requests, and after a reload", async () => {
  const some = texts.slice(5, 15);
  const inList = await mustEmbed(some);
  const reversed = await mustEmbed(some.toReversed());
  const [besideA, besideB] = await Promise.all([mustEmbed(some), mustEmbed(texts.slice(20, 24)).then(() => mustEmbed(some))]);
  await modelHost.release();
  expect(await embedder.status(null)).toMatchObject({ ok: true, value: { state: "unloaded" } });
  for (const [i, text] of some.entries()) {
    const [alone] = await mustEmbed([text]);
    for (const other of [inList[i], reversed.at(-1 - i), besideA[i], besideB[i]]) expect(other).toEqual(alone);
  }
});

test("equal texts in one list have equal vectors, in the list's order", async () => {
  const [a, b, again] = await mustEmbed(["left", "right", "left"]);
  expect(again).toEqual(a);
  expect(b).not.toEqual(a);
});

test("status names the memory once the model is loaded", async () => {
  await mustEmbed(["a"]);
  const status = await embedder.status(null);
  expect(status).toMatchObject({ ok: true, value: { state: "ready", identity: await identity() } });
  const wasmBytes = status.ok && status.value.state === "ready" ? status.value.wasmBytes : NaN;
  expect(wasmBytes).toBeLessThan(85_000_000);
});
