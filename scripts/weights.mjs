// Run: fetches the model weights into the cache folder. Imported: tells tests where they are.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cacheDir } from "./setup/paths.mjs";
import { run } from "./setup/run.mjs";
import { fetchWeights, missingWeights, WEIGHTS } from "./setup/weights-cache.mjs";

/** Path of a weight file that set-up has fetched and checked. Throws when it is not there. */
export function weightsPath(name) {
  if (!Object.hasOwn(WEIGHTS, name)) throw new Error(`No weights are called ${name}; there are: ${Object.keys(WEIGHTS).join(", ")}.`);
  const path = join(cacheDir(), name);
  if (!existsSync(path))
    throw new Error(`${path} is missing: run \`npm test\`, or \`node scripts/weights.mjs\` to fetch the weights alone.`);
  return path;
}

async function main() {
  const folder = cacheDir();
  const missing = await missingWeights(folder);
  if (missing.length > 0) await fetchWeights(folder, missing);
  console.log(missing.length > 0 ? `Fetched into ${folder}: ${missing.join(", ")}` : `All weights are in ${folder}.`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await run(async () => ({ main }));
