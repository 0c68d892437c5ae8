import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { textSha256 } from "./digest.mjs";
import { runCommand } from "./processes.mjs";

/** Folder of the wheels that a requirements file pins: another pin is another folder. */
export function wheelsFolder(requirements, cache) {
  return join(cache, `python-${textSha256(readFileSync(requirements, "utf8")).slice(0, 16)}`);
}

/** Paths of the wheels in a folder; Python imports pure ones from their zip files, so nothing is installed. None where they were not fetched. */
export function wheelsIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".whl"))
    .map((name) => join(folder, name));
}

/** Fetches exactly the wheels that a requirements file pins by hash, all or none. */
export async function fetchWheels(python, requirements, cache, run = runCommand) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "partial-"));
  const folder = wheelsFolder(requirements, cache);
  try {
    // What a wheel says of Python versions is left to its import: the library's own statement covers parts that are not used.
    const options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--ignore-requires-python", "--disable-pip-version-check"];
    const result = await run(python, ["-m", "pip", "download", "--quiet", ...options, "-d", work, "-r", requirements]);
    if (!result.ok) throw commandFailure("Fetching the Python client", result);
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
