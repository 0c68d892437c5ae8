import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { weightsPath } from "../../scripts/weights.mjs";
import { repositoryRoot } from "../harness/repository-root.ts";

/** The files that pages use as a reader's own. */
const READERS_FILES = {
  "model.gguf": "smollm2-135m-instruct-q4_1.gguf",
  "model.onnx": "minilm-l6-v2-int8.onnx",
  "tokenizer.json": "minilm-l6-v2-tokenizer.json",
} as const;

/** A folder that looks like the checkout of someone who has run `npm start`. */
export interface Workspace {
  readonly folder: string;
  remove(): void;
}

/** Makes one: all of the tree but its local state, which says where this service is and has its keys. */
export function makeWorkspace(dev: { url: string; apiKey: string; adminKey: string }): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "steadytext-docs-"));
  for (const name of readdirSync(repositoryRoot).filter((entry) => entry !== ".steadytext" && entry !== ".git"))
    symlinkSync(join(repositoryRoot, name), join(folder, name));
  mkdirSync(join(folder, ".steadytext"));
  writeFileSync(join(folder, ".steadytext/dev.json"), JSON.stringify(dev));
  for (const [name, weights] of Object.entries(READERS_FILES)) symlinkSync(weightsPath(weights), join(folder, name));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
