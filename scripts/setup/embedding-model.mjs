import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { toolEnvironment } from "./environment.mjs";
import { BIN_DIR, cacheDir, ROOT, STATE_DIR } from "./paths.mjs";
import { runCommand } from "./processes.mjs";
import { filesBelow, filesDigest, readStamp, writeStamp } from "./stamps.mjs";
import { WEIGHTS } from "./weights-cache.mjs";

const ONNX = "minilm-l6-v2-int8.onnx";
const TOKENIZER = "minilm-l6-v2-tokenizer.json";
const PUBLISHER = join(ROOT, "apps", "embedder", "publish");
/** Where the prepared files lie until they are published. */
const PREPARED_DIR = join(STATE_DIR, "prepared");
const STAMP = join(STATE_DIR, "stamps", "embedding-model");

/** All that decides the bytes of the prepared model. */
function preparationIdentity() {
  return [filesDigest(PUBLISHER, filesBelow(PUBLISHER)), WEIGHTS[ONNX].sha256, WEIGHTS[TOKENIZER].sha256].join(" ");
}

/** The manifest that a stamp of this identity holds, or null. */
export function stampedManifest(text, identity) {
  try {
    const stamp = JSON.parse(text);
    return stamp?.identity === identity ? stamp.manifest : null;
  } catch {
    return null;
  }
}

async function prepare() {
  const inputs = ["--onnx", join(cacheDir(), ONNX), "--tokenizer", join(cacheDir(), TOKENIZER), "--out", PREPARED_DIR];
  const result = await runCommand(join(BIN_DIR, "node"), [join(PUBLISHER, "publish-model.ts"), ...inputs], {
    cwd: ROOT,
    env: toolEnvironment(),
  });
  if (!result.ok) throw commandFailure("Preparing the embedding model", result);
  return JSON.parse(readFileSync(join(PREPARED_DIR, "manifest.json"), "utf8"));
}

/**
 * The embedding model to publish: { manifest, pathOf }. Its files are prepared for the embedder's runtime unless it is published.
 * @param {(manifest: object) => Promise<boolean>} isPublished whether the service has the model of a manifest
 */
export async function embeddingModel(isPublished) {
  const identity = preparationIdentity();
  let manifest = stampedManifest(readStamp(STAMP), identity);
  if (manifest === null || !(await isPublished(manifest))) {
    manifest = await prepare();
    writeStamp(STAMP, JSON.stringify({ identity, manifest }));
  }
  return { manifest, pathOf: ({ sha256 }) => join(PREPARED_DIR, sha256) };
}

/** Deletes the prepared files, which the service has now. */
export function forgetPrepared() {
  rmSync(PREPARED_DIR, { recursive: true, force: true });
}
