import { afterAll, beforeAll, expect, it } from "vitest";
import { embeddingTexts, TOKENS } from "./embedding-texts.ts";
import { startEmbeddingWorker, type EmbeddingWorker } from "./embedding-worker.ts";

let worker: EmbeddingWorker;
beforeAll(async () => {
  worker = await startEmbeddingWorker();
}, 120_000);
afterAll(() => worker?.dispose());

it("cuts different texts of the asked length", () => {
  const texts = embeddingTexts(32);
  expect(texts.map((ids) => ids.length)).toEqual(texts.map(() => TOKENS));
  expect(new Set(texts.map(String)).size).toBe(32);
});

it("times both runtimes, and says what went wrong instead of giving a time", async () => {
  const texts = embeddingTexts(2);
  expect(await worker.msPerText("kernel-encoder", texts)).toBeGreaterThan(0);
  expect(await worker.msPerText("onnxruntime-web", texts)).toBeGreaterThan(0);
  await expect(worker.msPerText("kernel-encoder", [[-1]])).rejects.toThrow("-1");
}, 60_000);
