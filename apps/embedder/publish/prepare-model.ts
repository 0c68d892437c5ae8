import { createHash } from "node:crypto";
import { embeddingManifest, type EmbeddingManifest } from "@steadytext/core";
import { TextTokenizer } from "@steadytext/embedding/tokenizer";
import { graphInputs } from "./graph-inputs.ts";
import { decodeModel, encodeModel, type OnnxModel } from "./onnx-file.ts";
import { PublishError } from "./publish-error.ts";
import { gatherBeforeDequantizing } from "./rewrite-graph.ts";

export interface PreparedModel {
  readonly manifest: EmbeddingManifest;
  readonly weights: Uint8Array;
  readonly tokenizer: Uint8Array;
}

/** What a manifest says beside the files; inputs that are named by convention need not be told. */
export type ModelDescription = Omit<EmbeddingManifest, "kind" | "created" | "file" | "tokenizer" | "inputs"> &
  Partial<Pick<EmbeddingManifest, "inputs">>;

/** Makes of an ONNX file and a tokenizer.json what the embedder loads: the files by their SHA-256, and the manifest. @throws PublishError */
export function prepareModel(onnx: Uint8Array, tokenizer: Uint8Array, description: ModelDescription): PreparedModel {
  if (!TextTokenizer.parse(tokenizer)) throw new PublishError("The tokenizer file is not a tokenizer.json that is understood.");
  const model = decodeModel(onnx);
  const inputs = graphInputs(model.graph, description.inputs);
  requireOutput(model, description.output);
  const weights = weightsFor(description.runtime, onnx, model);
  const manifest = embeddingManifest.safeParse({
    kind: "embed",
    ...description,
    inputs,
    file: fileEntry(weights),
    tokenizer: fileEntry(tokenizer),
    // Said by the registry, when it is published.
    created: 0,
  });
  if (!manifest.success) {
    const [fault] = manifest.error.issues;
    throw new PublishError(`The manifest would not be valid: ${fault?.path.join(".")}: ${fault?.message}.`);
  }
  return { manifest: manifest.data, weights, tokenizer };
}

function requireOutput({ graph }: OnnxModel, output: string): void {
  if (graph.output.some(({ name }) => name === output)) return;
  const outputs = graph.output.map(({ name }) => name).join(", ");
  throw new PublishError(`The graph has no output named "${output}"; it has: ${outputs}.`);
}

/** The file as its runtime is to get it. */
function weightsFor(runtime: EmbeddingManifest["runtime"], onnx: Uint8Array, model: OnnxModel): Uint8Array {
  if (runtime !== "onnxruntime-web") return onnx;
  return gatherBeforeDequantizing(model) === 0 ? onnx : encodeModel(model);
}

function fileEntry(bytes: Uint8Array) {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.byteLength };
}
