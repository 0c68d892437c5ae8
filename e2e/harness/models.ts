import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embeddingManifest, type EmbeddingManifest, type GenerationManifest, type ModelManifest } from "@steadytext/core";
import type { PublishableModel } from "../../scripts/setup/registry-client.mjs";
import weights from "../../scripts/setup/weights.json" with { type: "json" };
import { weightsPath } from "../../scripts/weights.mjs";
import { repositoryRoot } from "./repository-root.ts";

/** A model with its files. */
export type LocalModel = PublishableModel<ModelManifest>;

const GENERATION_FILE = "smollm2-135m-instruct-q4_1.gguf";

/** The generation model of `npm start`, with the default context of 1,024 tokens. */
export function generationModel(): LocalModel {
  const path = weightsPath(GENERATION_FILE);
  const manifest: GenerationManifest = {
    kind: "generate",
    name: "smollm2-135m-instruct",
    version: "q4_1",
    license: "Apache-2.0",
    file: { sha256: weights[GENERATION_FILE].sha256, size: statSync(path).size },
    created: 0,
    contextLength: 1024,
  };
  return { manifest, pathOf: () => path };
}

/** The embedding model of `npm start`, prepared by the same program; for another runtime on demand. */
export function embeddingModel(runtime: EmbeddingManifest["runtime"] = "kernel-encoder"): LocalModel {
  const out = mkdtempSync(join(tmpdir(), "steadytext-embed-"));
  const prepare = join(repositoryRoot, "apps/embedder/publish/publish-model.ts");
  const args = ["--onnx", weightsPath("minilm-l6-v2-int8.onnx"), "--tokenizer", weightsPath("minilm-l6-v2-tokenizer.json"), "--out", out];
  execFileSync(process.execPath, [prepare, ...args, "--runtime", runtime], { stdio: ["ignore", "ignore", "inherit"] });
  const manifest = embeddingManifest.parse(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")));
  return { manifest, pathOf: ({ sha256 }) => join(out, sha256) };
}
