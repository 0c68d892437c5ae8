import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { embeddingManifest, type EmbeddingManifest } from "@steadytext/core";
import { decodeModel, encodeModel } from "./onnx-file.ts";
import { PublishError } from "./publish-error.ts";
import { gatherBeforeDequantizing } from "./rewrite-graph.ts";

const USAGE = `Usage: node publish/publish-model.ts --onnx FILE --tokenizer FILE --out DIR
  [--name all-minilm-l6-v2] [--version 1.0.0] [--license Apache-2.0] [--output last_hidden_state] [--dimension 384] [--max-tokens 256]

Writes into DIR the rewritten model and the tokenizer, each named by its SHA-256, and manifest.json.`;

const OPTIONS = {
  onnx: { type: "string" },
  tokenizer: { type: "string" },
  out: { type: "string" },
  name: { type: "string", default: "all-minilm-l6-v2" },
  version: { type: "string", default: "1.0.0" },
  license: { type: "string", default: "Apache-2.0" },
  output: { type: "string", default: "last_hidden_state" },
  dimension: { type: "string", default: "384" },
  "max-tokens": { type: "string", default: "256" },
} as const;

/** What a manifest says beside the files. */
export type ModelDescription = Omit<EmbeddingManifest, "kind" | "runtime" | "pooling" | "file" | "tokenizer">;

/** Makes of an ONNX file and a tokenizer.json what the embedder loads: the files by their SHA-256, and the manifest. @throws PublishError */
export function prepareModel(onnx: Uint8Array, tokenizer: Uint8Array, description: ModelDescription) {
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

function readInput(path: string, option: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new PublishError(`--${option}: ${path} cannot be read.`, { cause });
  }
}

function main(): void {
  const { values } = parseArgs({ options: OPTIONS });
  const { onnx, tokenizer, out } = values;
  if (onnx === undefined || tokenizer === undefined || out === undefined) throw new PublishError(USAGE);
  const prepared = prepareModel(readInput(onnx, "onnx"), readInput(tokenizer, "tokenizer"), {
    name: values.name,
    version: values.version,
    license: values.license,
    output: values.output,
    dimension: Number(values.dimension),
    maxTokens: Number(values["max-tokens"]),
  });
  mkdirSync(out, { recursive: true });
  const { manifest } = prepared;
  writeFileSync(join(out, manifest.file.sha256), prepared.weights);
  writeFileSync(join(out, manifest.tokenizer.sha256), prepared.tokenizer);
  writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  console.log(`${manifest.name} ${manifest.version} from ${basename(onnx)}: ${manifest.file.sha256}, ${manifest.file.size} bytes`);
}

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    if (!(error instanceof PublishError) && !(error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS")) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
