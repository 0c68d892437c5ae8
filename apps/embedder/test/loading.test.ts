import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { modelFileKey, sha256Hex, type EmbeddingManifest } from "@steadytext/core";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { modelHost } from "../src/model/model-host.ts";
import worker from "../src/worker.ts";
import { activate, damageCopies, embed, embedder, manifest, manifests, mustEmbed, putTokenizer, putWeights } from "./published-model.ts";

/** Past the hold of the manifest and the first pauses after a failure. */
function later(): void {
  vi.setSystemTime(Date.now() + 61_000);
}

let log: string[];

beforeAll(async () => {
  await Promise.all([putWeights("kernel-encoder"), putWeights("onnxruntime-web"), putTokenizer()]);
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.spyOn(console, "error").mockImplementation((line: string) => void log.push(line));
  log = [];
  later();
  await activate(manifest);
  await modelHost.release();
});

afterEach(() => vi.restoreAllMocks());

/** What callers, status and the log say of a model that cannot be loaded, and whether it loads after `heal`. */
async function failThenHeal(heal: () => Promise<unknown>) {
  const answer = await embed(["a secret text"]);
  const status = await embedder.status(null);
  const again = await embed(["a secret text"]);
  const logged = [...log];
  await heal();
  later();
  return { answer, status, again, logged, healed: (await mustEmbed(["a"])).length };
}

/** The reason is named once in the log, which holds no text, and not to callers; the next try is held back, and heals. */
function namedThenHealed(reason: RegExp) {
  const message = expect.not.stringMatching(reason);
  return {
    answer: { ok: false, error: { code: "unavailable", message } },
    status: { ok: true, value: { state: "failed", reason: message } },
    again: { ok: false, error: { code: "unavailable", message, retryAfterSeconds: 1 } },
    logged: [expect.stringMatching(new RegExp(`^(?!.*secret).*${reason.source}`))],
    healed: 1,
  };
}

/** Publishes other bytes as a file of the model, under their own digest. */
async function publishInstead(
  file: "file" | "tokenizer",
  bytes: Uint8Array<ArrayBuffer>,
  runtime: EmbeddingManifest["runtime"] = "kernel-encoder",
): Promise<void> {
  const sha256 = await sha256Hex(bytes);
  await env.MODELS.put(modelFileKey(sha256), bytes);
  await activate({ ...manifests[runtime], [file]: { sha256, size: bytes.byteLength } });
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

async function fileBytes(sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await env.MODELS.get(modelFileKey(sha256)))!.arrayBuffer());
}

test("missing weights are named, and found once they are there", async () => {
  await env.MODELS.delete(modelFileKey(manifest.file.sha256));
  expect(await failThenHeal(putWeights)).toMatchObject(namedThenHealed(/weights file is not in the bucket/));
});

test("a missing tokenizer is named, and found once it is there", async () => {
  await env.MODELS.delete(modelFileKey(manifest.tokenizer.sha256));
  expect(await failThenHeal(putTokenizer)).toMatchObject(namedThenHealed(/tokenizer file is not in the bucket/));
});

test("weights with one bit flipped never load", async () => {
  const bytes = await fileBytes(manifest.file.sha256);
  bytes[11_000_000] = bytes[11_000_000]! ^ 1;
  await env.MODELS.put(modelFileKey(manifest.file.sha256), bytes);
  expect(await failThenHeal(putWeights)).toMatchObject(namedThenHealed(/weights file is damaged/));
});

test("weights that were cut never load", async () => {
  const bytes = await fileBytes(manifest.file.sha256);
  await env.MODELS.put(modelFileKey(manifest.file.sha256), bytes.subarray(0, -1));
  expect(await failThenHeal(putWeights)).toMatchObject(namedThenHealed(/weights file has 22928618 bytes instead of the 22928619/));
});

test.each([
  ["kernel-encoder", /weights file is refused by the kernel.s encoder: The file is not an ONNX model/],
  ["onnxruntime-web", /weights file is not a model that onnxruntime can run/],
] as const)("a published file that is no ONNX model never loads in %s, and the right model loads after it", async (runtime, reason) => {
  await publishInstead("file", bytesOf("not a model".repeat(1000)), runtime);
  expect(await failThenHeal(() => activate(manifest))).toMatchObject(namedThenHealed(reason));
});

test("a published file that is no tokenizer never loads, and the right model loads after it", async () => {
  await publishInstead("tokenizer", bytesOf('{"version":"1.0"}'));
  expect(await failThenHeal(() => activate(manifest))).toMatchObject(namedThenHealed(/tokenizer file is not a tokenizer/));
});

test.each([
  ["kernel-encoder", { output: "pooled" }, /no output .{1,2}pooled/],
  ["kernel-encoder", { dimension: 128 }, /gives 384 numbers, not 128/],
  ["kernel-encoder", { inputs: { ...manifest.inputs, token_type_ids: "mask" } }, /fed with other inputs than/],
  ["kernel-encoder", { maxTokens: 8192 }, /8192 tokens is not in/],
  ["onnxruntime-web", { maxTokens: 600 }, /fails on a text of 600 tokens, and its manifest promises 600/],
  ["onnxruntime-web", { output: "pooled" }, /no output named .{1,2}pooled/],
  ["onnxruntime-web", { dimension: 128 }, /does not give 128 numbers a token/],
  ["onnxruntime-web", { inputs: { input_ids: "tokens" } }, /asks for an input named .{1,2}attention_mask/],
  ["onnxruntime-web", { inputs: { ...manifest.inputs, pixels: "types" } }, /no input named .{1,2}pixels/],
] as const)("a manifest that promises what the file does not give never loads in %s (%j)", async (runtime, promise, reason) => {
  await activate({ ...manifests[runtime], ...promise });
  expect(await failThenHeal(() => activate(manifest))).toMatchObject(namedThenHealed(reason));
});

test("a tokenizer with more tokens than the weights have vectors never loads", async () => {
  const tokenizer = JSON.parse(new TextDecoder().decode(await fileBytes(manifest.tokenizer.sha256))) as { model: { vocab: object } };
  Object.assign(tokenizer.model.vocab, { extraordinary: 30_522 });
  await publishInstead("tokenizer", bytesOf(JSON.stringify(tokenizer)));
  expect(await failThenHeal(() => activate(manifest))).toMatchObject(
    namedThenHealed(/cannot embed a text with the highest of the tokenizer.s 30523/),
  );
});

test("when neither the copies nor the registry can be read, the model that was known goes on to answer, and others are unavailable", async () => {
  await embedder.describe(null);
  await damageCopies();
  later();
  expect(await embedder.describe(null)).toMatchObject({ ok: true, value: { modelDigest: manifest.file.sha256 } });
  expect(await embedder.describe("another")).toMatchObject({ ok: false, error: { code: "unavailable" } });
  expect(await embedder.status("another")).toMatchObject({ ok: true, value: { state: "failed" } });
});

test("describe and status load nothing; warm loads for those who come later", async () => {
  await embedder.describe(null);
  expect(await embedder.status(null)).toMatchObject({ value: { state: "unloaded" } });
  expect(await embedder.warm(null)).toMatchObject({ value: { state: "loading" } });
  expect(await mustEmbed(["a"])).toHaveLength(1);
  expect(await embedder.warm(null)).toMatchObject({ value: { state: "ready" } });
});

/** What the platform does every minute. */
async function minuteTrigger(): Promise<void> {
  const ctx = createExecutionContext();
  await worker.scheduled(createScheduledController({ scheduledTime: new Date(), cron: "* * * * *" }), env, ctx);
  await waitOnExecutionContext(ctx);
}

test("the minute's trigger loads a model that was lost, and names in the log one that cannot be loaded", async () => {
  await minuteTrigger();
  await expect.poll(() => embedder.status(null), { timeout: 60_000 }).toMatchObject({ value: { state: "ready" } });
  expect(log).toEqual([]);
  await publishInstead("tokenizer", bytesOf("{}"));
  later();
  await minuteTrigger();
  await expect.poll(() => embedder.status(null), { timeout: 60_000 }).toMatchObject({ value: { state: "failed" } });
  await minuteTrigger();
  expect(log.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(["model_load_failed", "model_not_warm"]);
});

test("the minute's trigger takes no model in use out of memory", async () => {
  await activate({ ...manifests["onnxruntime-web"], name: "another" });
  await activate(manifest);
  later();
  const described = await embedder.describe("another");
  if (!described.ok) throw new Error(described.error.message);
  const { name: model, modelDigest, engineDigest } = described.value;
  expect(await embed(["a"], { model, modelDigest, engineDigest })).toMatchObject({ ok: true });
  await minuteTrigger();
  expect(await embedder.status("another")).toMatchObject({ value: { state: "ready" } });
  expect(await embedder.status(null)).toMatchObject({ value: { state: "unloaded" } });
});

test("callers at the same time share one load", async () => {
  const get = vi.spyOn(Object.getPrototypeOf(env.MODELS) as R2Bucket, "get");
  const answers = await Promise.all(Array.from({ length: 5 }, () => mustEmbed(["a"])));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(get.mock.calls.filter(([key]) => key === modelFileKey(manifest.file.sha256))).toHaveLength(1);
});

test("a job made for another model or other rules is told which ones are active", async () => {
  const described = await embedder.describe(null);
  if (!described.ok) throw new Error(described.error.message);
  const { modelDigest, engineDigest } = described.value;
  for (const stale of [{ modelDigest: "0".repeat(64) }, { engineDigest: "0".repeat(64) }]) {
    expect(await embed(["a"], stale)).toMatchObject({
      ok: false,
      error: { code: "model_changed", details: { model_digest: modelDigest, engine_digest: engineDigest } },
    });
  }
});

test("a manifest with another tokenizer or length has another engine digest", async () => {
  const before = await embedder.describe(null);
  await activate({ ...manifest, maxTokens: 128 });
  later();
  const after = await embedder.describe(null);
  if (!before.ok || !after.ok) throw new Error("no model");
  expect(after.value.modelDigest).toBe(before.value.modelDigest);
  expect(after.value.engineDigest).not.toBe(before.value.engineDigest);
});
