import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { embeddingModel, forgetPrepared } from "./embedding-model.mjs";
import { BUCKET, readLocalStorage, sweepBlobs } from "./local-storage.mjs";
import { STATE_DIR } from "./paths.mjs";
import { isStored, publicationPlan } from "./publication-plan.mjs";
import { SetupError } from "./setup-error.mjs";
import { runLocally } from "./wrangler.mjs";

const MANIFEST_FILE = join(STATE_DIR, "manifest.json");

function put(key, path) {
  return runLocally(`Storing ${key}`, "engine", ["r2", "object", "put", `${BUCKET}/${key}`, "--file", path]);
}

async function carryOut({ files, manifests, removals }) {
  for (const { key, path } of files) await put(key, path);
  mkdirSync(STATE_DIR, { recursive: true });
  for (const { key, text } of manifests) {
    writeFileSync(MANIFEST_FILE, text);
    await put(key, MANIFEST_FILE);
  }
  rmSync(MANIFEST_FILE, { force: true });
  for (const key of removals) await runLocally(`Removing ${key}`, "engine", ["r2", "object", "delete", `${BUCKET}/${key}`]);
}

async function requirePublished(models) {
  const { objects } = await readLocalStorage();
  const { files, manifests } = publicationPlan(objects, models);
  const missing = [...files, ...manifests].map(({ key }) => key);
  if (missing.length > 0) throw new SetupError(`Publishing the models left out ${missing.join(", ")}.`, "Run the command again.");
}

/**
 * Makes the local bucket hold this generation model and the embedding model, and no other. Returns false when it did.
 * @param {{ manifest: object, path: string }} generation what `generationModel` gives
 */
export async function publishModels({ manifest, path }) {
  const { objects } = await readLocalStorage();
  sweepBlobs(objects);
  const generation = { manifest, pathOf: () => path };
  const models = [generation, await embeddingModel((manifest) => isStored(objects, manifest))];
  const plan = publicationPlan(objects, models);
  const changed = Object.values(plan).some((list) => list.length > 0);
  if (changed) {
    await carryOut(plan);
    await requirePublished(models);
  }
  forgetPrepared();
  return changed;
}
