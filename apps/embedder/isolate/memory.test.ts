import { readFileSync } from "node:fs";
import type { Embedding, EmbeddingIdentity, ModelStatus, Result, ServiceError } from "@steadytext/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { weightsPath } from "../../../scripts/weights.mjs";
import { prepareDefaultModel } from "../publish/default-model.ts";
import { startBuiltWorker } from "./built-worker.ts";
import { Inspector } from "./inspector.ts";

/** What an isolate may hold is 128 MB (decimal, to be safe); the rest is for what no figure shows. */
const MOST_BYTES = 115_000_000;

let worker: Awaited<ReturnType<typeof startBuiltWorker>>;

beforeAll(async () => {
  const [onnx, tokenizer] = [readFileSync(weightsPath("minilm-l6-v2-int8.onnx")), readFileSync(weightsPath("minilm-l6-v2-tokenizer.json"))];
  worker = await startBuiltWorker(prepareDefaultModel(onnx, tokenizer));
});

afterAll(() => worker.stop());

/** Loads the model, however long it takes. */
async function warm(): Promise<ModelStatus> {
  const status = await worker.call<Result<ModelStatus, ServiceError>>("warm");
  if (!status.ok) throw new Error(status.error.message);
  return status.value.state === "loading" ? warm() : status.value;
}

test("the built Worker embeds 256 tokens in its share of an isolate's memory", async () => {
  expect(await warm()).toMatchObject({ state: "ready" });
  const inspector = await Inspector.open(await worker.inspectorUrl());
  const described = await worker.call<Result<EmbeddingIdentity, ServiceError>>("describe");
  if (!described.ok) throw new Error(described.error.message);
  const { modelDigest, engineDigest } = described.value;

  const texts = Array.from({ length: 16 }, (_, i) => `${i} ${"word ".repeat(300)}`);
  const job = { modelDigest, engineDigest, texts, mode: "query", truncate: true, timeoutMs: 100_000 };
  const embedding = worker.call<Result<readonly Embedding[], ServiceError>>("embed", job);
  const finished = embedding.then(() => true);
  let heapBytes = 0;
  do {
    const { usedSize, backingStorageSize } = await inspector.heapUsage();
    heapBytes = Math.max(heapBytes, usedSize + backingStorageSize);
  } while (!(await Promise.race([finished, false])));
  inspector.close();

  const result = await embedding;
  expect(result.ok && result.value.map(({ tokens }) => tokens)).toEqual(texts.map(() => 256));
  const status = await warm();
  const wasmBytes = status.state === "ready" ? status.memoryBytes : NaN;
  console.log(`wasm ${(wasmBytes / 1e6).toFixed(1)} MB + heap and buffers ${(heapBytes / 1e6).toFixed(1)} MB`);
  expect(heapBytes).toBeGreaterThan(1_000_000);
  expect(wasmBytes + heapBytes).toBeLessThanOrEqual(MOST_BYTES);
});
