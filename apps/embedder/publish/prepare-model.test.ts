import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { embeddingManifest } from "@steadytext/core";
import { expect, test } from "vitest";
import { weightsPath } from "../../../scripts/weights.mjs";
import { DEFAULT_MODEL } from "./default-model.ts";
import { prepareModel } from "./prepare-model.ts";

const onnx = readFileSync(weightsPath("minilm-l6-v2-int8.onnx"));
const tokenizer = readFileSync(weightsPath("minilm-l6-v2-tokenizer.json"));

test("the manifest names the bytes that are published", () => {
  const { manifest, weights } = prepareModel(onnx, tokenizer, DEFAULT_MODEL);
  const sha256 = createHash("sha256").update(weights).digest("hex");
  expect(embeddingManifest.parse(manifest)).toMatchObject({ ...DEFAULT_MODEL, file: { sha256, size: weights.byteLength } });
  expect(manifest.inputs).toEqual({ input_ids: "tokens", attention_mask: "mask", token_type_ids: "types" });
  expect(manifest.tokenizer.size).toBe(tokenizer.byteLength);
});

test("the kernel's encoder gets the file as it is", () => {
  const { weights } = prepareModel(onnx, tokenizer, DEFAULT_MODEL);
  expect(onnx.equals(weights)).toBe(true);
});

test("the weights for onnxruntime-web are pinned: other bytes would be another model", () => {
  const { manifest } = prepareModel(onnx, tokenizer, { ...DEFAULT_MODEL, runtime: "onnxruntime-web" });
  expect(manifest.file.sha256).toBe("f8c13101e8656684be5ae24e43fd0c9fd8f5ab23b79153a0796f1e40ca2aba66");
});

test("a graph without a quantised table to read from is published as it is", () => {
  const once = prepareModel(onnx, tokenizer, { ...DEFAULT_MODEL, runtime: "onnxruntime-web" });
  const twice = prepareModel(once.weights, tokenizer, { ...DEFAULT_MODEL, runtime: "onnxruntime-web" });
  expect(twice.weights).toBe(once.weights);
});

test("inputs are fed as told where their names say nothing", () => {
  const inputs = { input_ids: "tokens", attention_mask: "mask", token_type_ids: "mask" } as const;
  expect(prepareModel(onnx, tokenizer, { ...DEFAULT_MODEL, inputs }).manifest.inputs).toEqual(inputs);
});

test.each([
  [{ output: "pooled" }, /no output named "pooled"; it has: last_hidden_state/],
  [{ dimension: 0 }, /manifest would not be valid: dimension/],
  [{ name: "" }, /manifest would not be valid: name/],
  [{ pooling: "max" as "mean" }, /manifest would not be valid: pooling/],
  [{ normalization: "none" as "l2" }, /manifest would not be valid: normalization/],
  [{ inputs: { ids: "tokens" as const } }, /no input named "ids"; it has: input_ids/],
])("a wrong description (%j) is refused with a reason", (wrong, reason) => {
  expect(() => prepareModel(onnx, tokenizer, { ...DEFAULT_MODEL, ...wrong })).toThrow(reason);
});

test.each(["{}", "not JSON"])("a tokenizer file that cannot be used (%s) is refused", (text) => {
  expect(() => prepareModel(onnx, Buffer.from(text), DEFAULT_MODEL)).toThrow(/tokenizer/);
});
