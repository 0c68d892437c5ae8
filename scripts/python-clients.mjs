// Run: fetches the Python libraries that the end-to-end tests drive. Imported: tells tests where they are.
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cacheDir } from "./setup/paths.mjs";
import { findPython } from "./setup/python.mjs";
import { installPackages, packagesFolder } from "./setup/python-packages.mjs";
import { run } from "./setup/run.mjs";

const pins = (name) => fileURLToPath(new URL(`setup/${name}-client.txt`, import.meta.url));

/** The requirements file of each program that sends requests from outside. */
export const PYTHON_CLIENTS = { steadytext: pins("steadytext"), openai: pins("openai"), schemathesis: pins("schemathesis") };

/** Fetches the clients that are not there; returns whether there was anything to fetch. */
export async function fetchPythonClients(cache = cacheDir()) {
  const python = await findPython();
  let fetched = false;
  for (const requirements of Object.values(PYTHON_CLIENTS)) fetched = (await installPackages(python, requirements, cache)) || fetched;
  return fetched;
}

/** The interpreter, and the folder to put into `PYTHONPATH`. Throws where the client was not fetched. */
export async function pythonClient(name) {
  const python = await findPython();
  const packages = await packagesFolder(python, PYTHON_CLIENTS[name], cacheDir());
  if (existsSync(packages)) return { python, packages };
  throw new Error(`${packages} is missing: run \`npm test\`, or \`node scripts/python-clients.mjs\` to fetch the clients alone.`);
}

async function main() {
  const fetched = await fetchPythonClients();
  console.log(fetched ? `Fetched into ${cacheDir()}.` : `The clients are in ${cacheDir()}.`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await run(async () => ({ main }));
