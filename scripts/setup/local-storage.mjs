import { existsSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toolEnvironment } from "./environment.mjs";
import { BIN_DIR, PERSIST_DIR } from "./paths.mjs";
import { runCommand } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";

/** Bucket of the models, as the Workers' configurations name it. */
export const BUCKET = "steadytext-models";
const READER = fileURLToPath(new URL("storage-rows.mjs", import.meta.url));

const blobsFolder = (persistDir) => join(persistDir, "v3", "r2", BUCKET, "blobs");

/** Objects up to this size, in bytes, are read: the manifests. */
const TEXT_SIZE = 4096;

/** One object with its contents' file and, of a small one, its text; null when the file is not whole. */
function locate({ key, size, blob }, persistDir) {
  const path = join(blobsFolder(persistDir), blob);
  if (!existsSync(path) || statSync(path).size !== size) return null;
  return { key, size, path, ...(size <= TEXT_SIZE && { text: readFileSync(path, "utf8") }) };
}

/**
 * What the local storage holds, read from its files in a tenth of a second, where starting it takes seconds. Nothing may write to it meanwhile.
 * @returns {Promise<{ migrations: string[], objects: Map<string, { size: number, path: string, text?: string }> }>} names of the applied migrations; whole objects by key
 */
export async function readLocalStorage(persistDir = PERSIST_DIR) {
  const result = await runCommand(join(BIN_DIR, "node"), ["--no-warnings", READER, persistDir], { env: toolEnvironment() });
  if (!result.ok) {
    throw new SetupError(
      `The local storage in ${persistDir} cannot be read:\n${result.output.trim()}`,
      "`npm start -- --fresh` makes it anew, with new keys and empty caches.",
    );
  }
  const { migrations, objects } = JSON.parse(result.output);
  const whole = objects.map((row) => locate(row, persistDir)).filter((object) => object !== null);
  return { migrations, objects: new Map(whole.map((object) => [object.key, object])) };
}

/** Deletes the contents that no object has: what a put that was stopped leaves behind. */
export function sweepBlobs(objects, persistDir = PERSIST_DIR) {
  const folder = blobsFolder(persistDir);
  if (!existsSync(folder)) return;
  const used = new Set([...objects.values()].map(({ path }) => path));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!used.has(path)) rmSync(path);
  }
}
