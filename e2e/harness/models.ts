import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { activeManifestKey, embeddingManifest, modelFileKey, type EmbeddingManifest, type GenerationManifest } from "@steadytext/core";
import { weightsPath } from "../../scripts/weights.mjs";
import { repositoryRoot } from "./repository-root.ts";

/** Objects to put into the model bucket, the manifest last: a manifest never names a file that is not there. */
export type BucketObject = readonly [key: string, body: Uint8Array | string];

/** The generation model of `npm start`, with the default context of 1,024 tokens. */
export function generationObjects(): readonly BucketObject[] {
  const bytes = readFileSync(weightsPath("smollm2-135m-instruct-q4_1.gguf"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const manifest: GenerationManifest = {
    kind: "generate",
    name: "smollm2-135m-instruct",
    version: "q4_1",
    license: "Apache-2.0",
    file: { sha256, size: bytes.byteLength },
    contextLength: 1024,
  };
  return [
    [modelFileKey(sha256), bytes],
    [activeManifestKey("generate"), JSON.stringify(manifest)],
  ];
}

/** The embedding model of `npm start`, published by the same program; for another runtime on demand. */
export function embeddingObjects(runtime: EmbeddingManifest["runtime"] = "kernel-encoder"): readonly BucketObject[] {
  const out = mkdtempSync(join(tmpdir(), "steadytext-embed-"));
  const publish = join(repositoryRoot, "apps/embedder/publish/publish-model.ts");
  const args = ["--onnx", weightsPath("minilm-l6-v2-int8.onnx"), "--tokenizer", weightsPath("minilm-l6-v2-tokenizer.json"), "--out", out];
  execFileSync(process.execPath, [publish, ...args, "--runtime", runtime], { stdio: ["ignore", "ignore", "inherit"] });
  const manifest: EmbeddingManifest = embeddingManifest.parse(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")));
  const files = readdirSync(out).filter((name) => name !== "manifest.json");
  return [
    ...files.map((name): BucketObject => [modelFileKey(name), readFileSync(join(out, name))]),
    [activeManifestKey("embed"), JSON.stringify(manifest)],
  ];
}
