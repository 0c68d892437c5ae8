import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { textSha256 } from "./digest.mjs";
import { runCommand } from "./processes.mjs";

/** Folder of the packages that a requirements file pins, as one interpreter runs them: another pin is another folder, and so is another Python, whose native parts differ. */
export async function packagesFolder(python, requirements, cache, run = runCommand) {
  const version = await run(python, ["-c", "import sys; print(sys.implementation.cache_tag)"]);
  if (!version.ok) throw commandFailure("Asking Python for its version", version);
  return join(cache, `${version.output.trim()}-${textSha256(readFileSync(requirements, "utf8")).slice(0, 16)}`);
}

/** Installs exactly the packages that a requirements file pins by hash into their folder, all or none; returns whether there was anything to install. */
export async function installPackages(python, requirements, cache, run = runCommand) {
  const folder = await packagesFolder(python, requirements, cache, run);
  if (existsSync(folder)) return false;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "partial-"));
  try {
    // What a package says of Python versions is left to its import: a library's own statement covers parts that are not used.
    const options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--ignore-requires-python", "--disable-pip-version-check"];
    const result = await run(python, ["-m", "pip", "install", "--quiet", ...options, "--target", work, "-r", requirements]);
    if (!result.ok) throw commandFailure("Fetching a Python client", result);
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return true;
}
