import {
  effectiveGenerate,
  generateRequest,
  type EmbeddingIdentity,
  type GenerationEvent,
  type GenerationIdentity,
  type GenerationJob,
  type ModelStatus,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { afterEach, describe, expect, it } from "vitest";
import { embeddingModel } from "./harness/models.ts";
import { startBuiltEngine } from "./isolate/built-engine.ts";
import { startBuiltWorker, type BuiltWorker } from "./isolate/built-worker.ts";
import { peakHeapBytes } from "./isolate/inspector.ts";

type Answer<T> = Result<T, ServiceError>;

let worker: BuiltWorker;
afterEach(() => worker?.stop());

function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.value;
}

/** WebAssembly memory of the loaded model. */
async function wasmBytes(): Promise<number> {
  const status = valueOf(await worker.call<Answer<ModelStatus>>("warm", null));
  return status.state === "ready" ? status.wasmBytes : wasmBytes();
}

/** The most that the isolate holds while `work` goes on. */
async function peakBytes(work: () => Promise<unknown>): Promise<number> {
  const wasm = await wasmBytes();
  const heap = await peakHeapBytes(await worker.inspectorUrl(), work);
  console.log(`WebAssembly ${(wasm / 1e6).toFixed(1)} MB + heap and buffers ${(heap / 1e6).toFixed(1)} MB`);
  expect(heap).toBeGreaterThan(1_000_000);
  return wasm + heap;
}

describe("an isolate of 128 MB holds", () => {
  it("the built engine while it generates at 1,024 tokens of context, and then beside others that are held to schemas", async () => {
    worker = await startBuiltEngine();
    const { name: model, modelDigest, engineDigest } = valueOf(await worker.call<Answer<GenerationIdentity>>("describe", null));
    const body = { prompt: "word ".repeat(600), raw: true, max_tokens: 400, temperature: 1, top_k: 1000, top_p: 1, min_p: 0 };
    const request = valueOf(effectiveGenerate(generateRequest.parse(body)));
    const identity = { model, requestDigest: "0".repeat(64), modelDigest, engineDigest, prefixScope: "tenant:test" };
    const job: GenerationJob = { ...identity, timeoutMs: 100_000, request };
    const constrained = ["name", "title"].map((property, i): GenerationJob => {
      const schema = { type: "object", properties: { [property]: { type: "string" } }, required: [property] };
      const asked = generateRequest.parse({ prompt: "hi", max_tokens: 60, temperature: 1, schema });
      return { ...job, requestDigest: String(i + 1).repeat(64), request: valueOf(effectiveGenerate(asked)) };
    });
    const generated = async () => {
      const lines = (await worker.callStream("stream", job)).trim().split("\n");
      const last = JSON.parse(lines.at(-1) as string) as GenerationEvent;
      expect(last.type === "done" && last.generation.usage.promptTokens).toBeGreaterThan(590);
    };
    // 118 MB and 122 MB are usual; what is not yet collected counts too, and when that is done is the machine's affair.
    expect(await peakBytes(generated)).toBeLessThanOrEqual(120_000_000);
    const all = await peakBytes(async () => {
      const texts = await Promise.all(constrained.map((one) => worker.callStream("stream", one)));
      expect(texts.every((text) => text.includes('"stopType":"eos"'))).toBe(true);
      await generated();
    });
    expect(all).toBeLessThanOrEqual(124_000_000);
  });

  it.each([
    ["kernel-encoder", 60],
    ["onnxruntime-web", 115],
  ] as const)("the built embedder while it embeds 256 tokens in %s, in %i MB", async (runtime, mostMegabytes) => {
    worker = await startBuiltWorker({
      app: "embedder",
      entrypoint: "EmbeddingEntrypoint",
      model: embeddingModel(runtime),
    });
    const { name: model, modelDigest, engineDigest } = valueOf(await worker.call<Answer<EmbeddingIdentity>>("describe", null));
    const inputs = Array.from({ length: 16 }, (_, i) => ({ text: `${i} ${"word ".repeat(300)}`, mode: "query" }));
    const job = { model, modelDigest, engineDigest, inputs, truncate: true, timeoutMs: 100_000 };
    const bytes = await peakBytes(async () => {
      const embeddings = valueOf(await worker.call<Answer<readonly { tokens: number }[]>>("embed", job));
      expect(embeddings.map(({ tokens }) => tokens)).toEqual(inputs.map(() => 256));
    });
    expect(bytes).toBeLessThanOrEqual(mostMegabytes * 1e6);
  });
});
