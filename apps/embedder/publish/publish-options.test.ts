import { expect, test } from "vitest";
import { DEFAULT_MODEL } from "./default-model.ts";
import { parsePublishOptions } from "./publish-options.ts";

const FILES = ["--onnx", "model.onnx", "--tokenizer", "tokenizer.json", "--out", "out"];

test("what is left out is that of the default model", () => {
  expect(parsePublishOptions(FILES)).toEqual({
    onnx: "model.onnx",
    tokenizer: "tokenizer.json",
    out: "out",
    description: { ...DEFAULT_MODEL, inputs: {} },
  });
});

test("every part of a description can be given", () => {
  const given = [
    "--runtime",
    "onnxruntime-web",
    "--pooling",
    "cls",
    "--query-prefix",
    "query: ",
    "--input",
    "ids=tokens",
    "--max-tokens",
    "512",
  ];
  expect(parsePublishOptions([...FILES, ...given]).description).toMatchObject({
    runtime: "onnxruntime-web",
    pooling: "cls",
    prefixes: { query: "query: ", passage: "" },
    inputs: { ids: "tokens" },
    maxTokens: 512,
  });
});

test.each([[[]], [["--onnx", "model.onnx"]], [[...FILES, "--pool", "cls"]], [[...FILES, "stray"]]])(
  "%j is answered with the usage",
  (args) => {
    expect(() => parsePublishOptions(args)).toThrow(/Usage: node publish\/publish-model.ts/);
  },
);
