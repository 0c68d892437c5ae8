import { createHash } from "node:crypto";
import { embeddingManifest, type EmbeddingManifest } from "@steadytext/core";
import { TextTokenizer } from "../src/tokenizer/text-tokenizer.ts";
import { decodeModel, encodeModel } from "./onnx-file.ts";
import { PublishError } from "./publish-error.ts";
import { gatherBeforeDequantizing } from "./rewrite-graph.ts";

export interface PreparedModel {
  readonly manifest: EmbeddingManifest;
  readonly weights: Uint8Array;
  readonly tokenizer: Uint8Array;
}

/** What a manifest says beside the files. */
export type ModelDescription = Omit<EmbeddingManifest, "kind" | "runtime" | "pooling" | "file" | "tokenizer">;

/** Makes of an ONNX file and a tokenizer.json what the embedder loads: the files by their SHA-256, and the manifest. @throws PublishError */
export function prepareModel(onnx: Uint8Array, tokenizer: Uint8Array, description: ModelDescription): PreparedModel {
  if (!TextTokenizer.parse(tokenizer)) throw new PublishError("The tokenizer file is not a tokenizer.json that is understood.");
  const model = decodeModel(onnx);
  if (!model.graph.output.some(({ name }) => name === description.output)) {
    const outputs = model.graph.output.map(({ name }) => name).join(", ");
    throw new PublishError(`The graph has no output named "${description.output}"; it has: ${outputs}.`);
  }
  gatherBeforeDequantizing(model);
  const weights = encodeModel(model);
  const manifest = embeddingManifest.safeParse({
    kind: "embed",
    ...description,
    file: fileEntry(weights),
    tokenizer: fileEntry(tokenizer),
    runtime: "onnxruntime-web",
    pooling: "mean",
  });
  if (!manifest.success) {
    const [fault] = manifest.error.issues;
    throw new PublishError(`The manifest would not be valid: ${fault?.path.join(".")}: ${fault?.message}.`);
  }
  return { manifest: manifest.data, weights, tokenizer };
}

function fileEntry(bytes: Uint8Array) {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.byteLength };
}
