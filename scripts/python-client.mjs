// Run: fetches the Python library that the end-to-end tests drive. Imported: tells tests where it is.
import { fileURLToPath, pathToFileURL } from "node:url";
import { cacheDir } from "./setup/paths.mjs";
import { findPython } from "./setup/python.mjs";
import { fetchWheels, wheelsFolder, wheelsIn } from "./setup/python-wheels.mjs";
import { run } from "./setup/run.mjs";

/** The requirements file of the client. */
export const PYTHON_CLIENT_PINS = fileURLToPath(new URL("setup/python-client.txt", import.meta.url));

/** Fetches the client's wheels unless they are there; returns whether there was anything to fetch. */
export async function fetchPythonClient(cache = cacheDir()) {
  if (wheelsIn(wheelsFolder(PYTHON_CLIENT_PINS, cache)).length > 0) return false;
  await fetchWheels(await findPython(), PYTHON_CLIENT_PINS, cache);
  return true;
}

/** The interpreter, and the wheels to put into `PYTHONPATH`. Throws where they were not fetched. */
export async function pythonClient() {
  const folder = wheelsFolder(PYTHON_CLIENT_PINS, cacheDir());
  const wheels = wheelsIn(folder);
  if (wheels.length === 0)
    throw new Error(`${folder} is missing: run \`npm test\`, or \`node scripts/python-client.mjs\` to fetch the client alone.`);
  return { python: await findPython(), wheels };
}

async function main() {
  const fetched = await fetchPythonClient();
  console.log(fetched ? `Fetched into ${cacheDir()}.` : `The client is in ${cacheDir()}.`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await run(async () => ({ main }));
