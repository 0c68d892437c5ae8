import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { textSha256 } from "./digest.mjs";
import { toolEnvironment } from "./environment.mjs";
import { BIN_DIR, cacheDir, ROOT, STATE_DIR } from "./paths.mjs";
import { runCommand } from "./processes.mjs";
import { filesBelow, filesDigest, readStamp, writeStamp } from "./stamps.mjs";
import { WEIGHTS } from "./weights-cache.mjs";
import { runLocally } from "./wrangler.mjs";

const BUCKET = "steadytext-models";
const WORK_DIR = join(STATE_DIR, "publish");

/** R2 keys, as `packages/core/src/schemas/manifest.ts` has them. */
const fileKey = (sha256) => `models/sha256/${sha256}`;
const manifestKey = (kind) => `models/active/${kind}.json`;

async function putOnce(key, path, identity) {
  const stamp = join(STATE_DIR, "stamps", "r2", textSha256(key));
  if (readStamp(stamp) === identity) return false;
  await runLocally(`Storing ${key}`, "engine", ["r2", "object", "put", `${BUCKET}/${key}`, "--file", path]);
  writeStamp(stamp, identity);
  return true;
}

/** Puts a model's files, then its manifest: a reader of the manifest always finds the files. Returns false when all were there. */
async function putModel(manifest, files) {
  let changed = false;
  for (const { sha256, path } of files) changed = (await putOnce(fileKey(sha256), path, sha256)) || changed;
  const text = JSON.stringify(manifest);
  const path = join(WORK_DIR, `${manifest.kind}.json`);
  mkdirSync(WORK_DIR, { recursive: true });
  writeFileSync(path, text);
  return (await putOnce(manifestKey(manifest.kind), path, text)) || changed;
}

/** Publishes the generation model of `generationModel`. */
export function publishGeneration({ path, manifest }) {
  return putModel(manifest, [{ sha256: manifest.file.sha256, path }]);
}

const ONNX = "minilm-l6-v2-int8.onnx";
const TOKENIZER = "minilm-l6-v2-tokenizer.json";

/** Prepares the embedding model for the embedder's runtime, then publishes it. */
export async function publishEmbedding() {
  const publisher = join(ROOT, "apps", "embedder", "publish");
  const identity = [filesDigest(publisher, filesBelow(publisher)), WEIGHTS[ONNX].sha256, WEIGHTS[TOKENIZER].sha256].join(" ");
  const stamp = join(STATE_DIR, "stamps", "embedding-model");
  if (readStamp(stamp) === identity) return false;
  const out = join(WORK_DIR, "embed");
  const inputs = ["--onnx", join(cacheDir(), ONNX), "--tokenizer", join(cacheDir(), TOKENIZER), "--out", out];
  const result = await runCommand(join(BIN_DIR, "node"), [join(publisher, "publish-model.ts"), ...inputs], {
    cwd: ROOT,
    env: toolEnvironment(),
  });
  if (!result.ok) throw commandFailure("Preparing the embedding model", result);
  const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
  const files = [manifest.file, manifest.tokenizer].map(({ sha256 }) => ({ sha256, path: join(out, sha256) }));
  await putModel(manifest, files);
  rmSync(out, { recursive: true });
  writeStamp(stamp, identity);
  return true;
}
