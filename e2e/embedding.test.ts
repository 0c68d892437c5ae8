import { readFileSync } from "node:fs";
import { join } from "node:path";
import { embedAnswer, embeddingsAnswer, rerankAnswer } from "@steadytext/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddingModel } from "./harness/models.ts";
import { repositoryRoot } from "./harness/repository-root.ts";
import { startService, type Service } from "./harness/service.ts";

let service: Service;
beforeAll(async () => {
  service = await startService([embeddingModel()]);
});
afterAll(() => service?.close());

async function embed(body: object) {
  const response = await service.post("/embed", body);
  expect(response.status).toBe(200);
  const answer = embedAnswer.parse(await response.json());
  return { vectors: "embedding" in answer ? [answer.embedding] : answer.embeddings, cache: response.headers.get("x-steadytext-cache") };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

describe("embeddings", () => {
  const texts = ["A man is eating food.", "Someone has a meal.", "The stock market fell sharply."];

  it("place texts by their meaning, at length one", async () => {
    const { vectors } = await embed({ text: texts });
    const [food, meal, market] = vectors as [number[], number[], number[]];
    for (const vector of vectors) expect(Math.abs(dot(vector, vector) - 1)).toBeLessThan(1e-6);
    expect(dot(food, meal)).toBeGreaterThan(dot(food, market) + 0.3);
  });

  it("are the same alone, in a list, and from the cache", async () => {
    const alone = await embed({ text: "The same text." });
    const list = await embed({ text: ["Another text.", "The same text."] });
    expect(list.vectors[1]).toEqual(alone.vectors[0]);
    await expect.poll(async () => (await embed({ text: "The same text." })).cache).toBe("HIT");
    expect((await embed({ text: "The same text." })).vectors).toEqual(alone.vectors);
  });
});

interface Reference {
  readonly text: string;
  readonly ids: readonly number[];
  /** Base64 of little-endian float32, by native onnxruntime. */
  readonly vector: string;
}

function fixture<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(join(repositoryRoot, "apps/embedder/fixtures", name), "utf8")) as readonly T[];
}

const floats = (base64: string) => [...new Float32Array(new Uint8Array(Buffer.from(base64, "base64")).buffer)];

describe("OpenAI's clients", () => {
  const references = fixture<Reference>("references.json").filter(({ ids }) => ids.length < 256);
  const ask = async (body: object) => {
    const response = await service.post("/v1/embeddings", body);
    return { status: response.status, text: await response.text() };
  };
  const embedded = async (body: object) =>
    embeddingsAnswer.parse(JSON.parse((await ask(body)).text)).data.map(({ embedding }) => embedding);

  it("get native onnxruntime's vectors in base64, of texts and of their token ids", async () => {
    const some = references.slice(0, 32);
    const texts = await embedded({ input: some.map(({ text }) => text), encoding_format: "base64" });
    const ids = await embedded({ input: some.map((reference) => reference.ids), encoding_format: "base64" });
    expect(ids).toEqual(texts);
    const cosines = some.map(({ vector }, i) => dot(floats(vector), floats(String(texts[i]))));
    expect(Math.min(...cosines)).toBeGreaterThan(1 - 1e-6);
  });

  it("get equal bytes for equal requests, and the same numbers in both formats", async () => {
    const body = { input: "Twice the same.", dimensions: 64 };
    const first = await ask(body);
    expect(await ask(body)).toEqual(first);
    const [numbers] = await embedded(body);
    const [base64] = await embedded({ ...body, encoding_format: "base64" });
    expect(floats(String(base64))).toEqual(numbers);
    expect(numbers).toHaveLength(64);
  });

  it.each([
    [{ input: "word ".repeat(300) }, "context_length_exceeded", "input", { n_prompt_tokens: 302, n_ctx: 256 }],
    [{ input: ["fine", "word ".repeat(300)] }, "context_length_exceeded", "input.1", { n_prompt_tokens: 302, n_ctx: 256 }],
    [
      {
        input: [
          [101, 102],
          [101, 30_522, 102],
        ],
      },
      "invalid_request",
      "input.1",
      {},
    ],
    [{ input: "a", dimensions: 385 }, "invalid_request", "dimensions", {}],
    [{ input: Array.from({ length: 33 }, () => "a") }, "invalid_request", "input", {}],
  ])("are told what is wrong (%#)", async (body, code, param, details) => {
    const { status, text } = await ask(body);
    expect({ status, ...JSON.parse(text).error }).toMatchObject({ status: 400, code, param, ...details });
    expect((await ask({ ...body, truncate: true })).status).toBe(code === "context_length_exceeded" ? 200 : 400);
  });
});

describe("reranking", () => {
  const pairs = fixture<{ readonly query: string; readonly passage: string }>("retrieval-pairs.json");

  it("puts each query's own passage first", async () => {
    const documents = pairs.map(({ passage }) => passage);
    for (const [index, { query }] of pairs.slice(0, 10).entries()) {
      const response = await service.post("/rerank", { query, documents, top_n: 1, return_documents: true });
      const { results } = rerankAnswer.parse(await response.json());
      expect(results).toEqual([{ index, relevance_score: expect.any(Number), document: { text: documents[index] } }]);
    }
  });
});
