import { buildPackages } from "./build.mjs";
import { requireNode, requireNpx } from "./environment.mjs";
import { installPackages } from "./install.mjs";
import { cacheDir } from "./paths.mjs";
import { findPython } from "./python.mjs";
import { fetchWeights, missingWeights } from "./weights-cache.mjs";

/** The installed packages, for a command that needs nothing else. */
export async function preparePackages(step) {
  await step("Installing packages", async (note) => {
    if (!(await installPackages())) note("unchanged");
  });
}

/** What every command needs before its own work: tools checked, packages installed, weights fetched, packages built. */
export async function prepare(step) {
  const missing = await step("Checking Node, npm, Python and the weights' cache", async () => {
    requireNode();
    await requireNpx();
    const names = await missingWeights(cacheDir());
    // Asked now, since it is better to hear of a missing Python before minutes of installing than after.
    if (names.length > 0) await findPython();
    return names;
  });
  await preparePackages(step);
  await step("Fetching model weights", async (note) => {
    if (missing.length === 0) return note(`all in ${cacheDir()}`);
    await fetchWeights(cacheDir(), missing);
  });
  await step("Building", async (note) => {
    if ((await buildPackages()).allCached) note("unchanged");
  });
}
