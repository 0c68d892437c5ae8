import { embedAnswer } from "@steadytext/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddingModel } from "./harness/models.ts";
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
