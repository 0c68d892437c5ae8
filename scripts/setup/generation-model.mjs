import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileSha256 } from "./digest.mjs";
import { cacheDir } from "./paths.mjs";
import { SetupError } from "./setup-error.mjs";
import { WEIGHTS } from "./weights-cache.mjs";

const DEFAULT_FILE = "smollm2-135m-instruct-q4_1.gguf";
/** Tokens a sequence may hold: what fits an isolate's memory beside the weights. */
const CONTEXT_LENGTH = 1024;

/** A public model name made of a file's name: lower-case letters, digits, dot, dash and underscore, 64 at most. */
export function modelNameOf(path) {
  const name = basename(path)
    .replace(/\.gguf$/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 64)
    .replace(/[._-]+$/, "");
  return name || "model";
}

function requireGguf(path) {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new SetupError(`There is no model file ${path}.`, "Give --model-file the path of a GGUF file.");
  }
  const magic = Buffer.alloc(4);
  const file = openSync(path, "r");
  readSync(file, magic, 0, 4, 0);
  closeSync(file);
  if (magic.toString("latin1") === "GGUF") return;
  throw new SetupError(
    `${path} is not a GGUF file.`,
    "Give --model-file a llama-architecture GGUF file with matrices in Q4_0, Q4_1 or Q8_0.",
  );
}

/** The generation model to publish: { path, manifest }, where the manifest has the shape that `packages/core` defines. */
export async function generationModel(modelFile) {
  const common = { kind: "generate", contextLength: CONTEXT_LENGTH };
  if (modelFile === undefined) {
    const { sha256, size } = WEIGHTS[DEFAULT_FILE];
    const named = { name: "smollm2-135m-instruct", version: "q4_1", license: "Apache-2.0" };
    return { path: join(cacheDir(), DEFAULT_FILE), manifest: { ...common, ...named, file: { sha256, size } } };
  }
  // npm runs scripts in the package's root; the caller's folder is what the path is relative to.
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), modelFile);
  requireGguf(path);
  const sha256 = await fileSha256(path);
  const named = { name: modelNameOf(path), version: sha256.slice(0, 12), license: "unknown" };
  return { path, manifest: { ...common, ...named, file: { sha256, size: statSync(path).size } } };
}
