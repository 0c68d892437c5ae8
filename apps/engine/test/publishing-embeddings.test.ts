import { env } from "cloudflare:workers";
import { modelFileKey, sha256Hex, type EmbeddingManifest } from "@steadytext/core";
import { beforeAll, describe, expect, it } from "vitest";
import { embeddingCheck } from "../src/publishing/check-file.ts";
import type { GraphUse } from "../src/publishing/onnx-check.ts";
import { models } from "./models.ts";
import { must } from "./published-model.ts";

const MAX_BYTES = 118_000_000;
const KERNEL: GraphUse = {
  runtime: "kernel-encoder",
  inputs: { input_ids: "tokens", attention_mask: "mask", token_type_ids: "types" },
  output: "last_hidden_state",
  dimension: 384,
  maxTokens: 256,
};
const ONNX: GraphUse = { ...KERNEL, runtime: "onnxruntime-web" };

const TOKENIZER = new Uint8Array(new TextEncoder().encode('{"model":{"type":"WordPiece","vocab":{}}}'));
const tokenizerSha256 = await sha256Hex(TOKENIZER);

/** The default model's weights: as its authors made them, or as the publishing tool prepares them for onnxruntime-web. */
async function weights(name: "raw" | "prepared"): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await env.WEIGHTS.fetch(`http://weights/${name}.onnx`)).arrayBuffer());
}
const files = { raw: await weights("raw"), prepared: await weights("prepared") };

async function* chunksOf(bytes: Uint8Array, size = 65_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const check = (bytes: Uint8Array, use: GraphUse, maxBytes = MAX_BYTES) => embeddingCheck(use, maxBytes)(chunksOf(bytes), bytes.length);

async function publish(file: keyof typeof files, runtime: EmbeddingManifest["runtime"], changed: Partial<GraphUse> = {}) {
  const bytes = files[file];
  const sha256 = await sha256Hex(bytes);
  const prefixes = { query: "", passage: "" };
  const details = {
    kind: "embed",
    license: "none",
    pooling: "mean",
    normalization: "l2",
    prefixes,
    ...KERNEL,
    runtime,
    ...changed,
  } as const;
  const version = `${file}-${runtime}`;
  return models.publish(
    { name: "minilm", version, sha256, tokenizerSha256, details },
    { size: bytes.length, stream: new Blob([bytes]).stream() },
  );
}

beforeAll(async () => {
  const body = { size: TOKENIZER.length, stream: new Blob([TOKENIZER]).stream() };
  await must(models.publishTokenizer(tokenizerSha256, body));
});

describe("an ONNX file that its runtime could not load", () => {
  it.each([
    ["raw", ONNX, "not_prepared", /prepare the file with the publishing tool/],
    ["prepared", KERNEL, "unsupported_graph", /embedding|Mul/],
    ["raw", { ...KERNEL, dimension: 128 }, "wrong_dimension", /gives 384 numbers a token in last_hidden_state, not 128/],
    ["prepared", { ...ONNX, dimension: 128 }, "wrong_dimension", /gives 384 numbers a token in last_hidden_state, not 128/],
    ["raw", { ...KERNEL, maxTokens: 513 }, "unsupported_graph", /has 512 positions, not 513/],
    ["raw", { ...KERNEL, maxTokens: 8192 }, "unsupported_size", /8192 tokens is not in/],
    ["raw", { ...KERNEL, inputs: { ...KERNEL.inputs, token_type_ids: "mask" } }, "unsupported_graph", /fed with other inputs/],
    ["prepared", { ...ONNX, inputs: { input_ids: "tokens" } }, "unknown_input", /asks for an input attention_mask/],
    ["prepared", { ...ONNX, inputs: { ...ONNX.inputs, pixels: "types" } }, "missing_input", /no input pixels/],
    ["prepared", { ...ONNX, output: "pooled" }, "missing_output", /no output pooled/],
  ] as const)("is refused by name: %s as %j", async (file, use, fault, message) => {
    const error = { code: "invalid_model", message: expect.stringMatching(message), details: { fault } };
    expect(await check(files[file], use)).toMatchObject({ ok: false, error });
  });

  it("is refused where the encoder takes more memory than there is, though the file would fit", async () => {
    const refused = await check(files.raw, KERNEL, files.raw.length + 1_000_000);
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_model", details: { fault: "too_large" } } });
  });

  it("is neither stored nor registered", async () => {
    expect(await publish("raw", "onnxruntime-web")).toMatchObject({ ok: false, error: { code: "invalid_model" } });
    expect(await publish("raw", "kernel-encoder", { dimension: 128 })).toMatchObject({ ok: false, error: { code: "invalid_model" } });
    expect(await env.MODELS.head(modelFileKey(await sha256Hex(files.raw)))).toBeNull();
    expect(await models.list()).toEqual({ ok: true, value: [] });
  });
});

it("a file that is as its runtime needs it is registered", async () => {
  expect(await publish("raw", "kernel-encoder")).toMatchObject({ ok: true, value: { runtime: "kernel-encoder" } });
  expect(await publish("prepared", "onnxruntime-web")).toMatchObject({ ok: true, value: { runtime: "onnxruntime-web" } });
});
