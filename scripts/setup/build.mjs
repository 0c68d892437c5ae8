import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { toolEnvironment } from "./environment.mjs";
import { BIN_DIR, ROOT } from "./paths.mjs";
import { runCommand } from "./processes.mjs";

/** Builds what the Workers are made of; turbo restores what has not changed. */
export async function buildPackages() {
  const result = await runCommand(join(BIN_DIR, "turbo"), ["run", "build", "--output-logs=errors-only", "--ui=stream"], {
    cwd: ROOT,
    env: toolEnvironment(),
  });
  if (!result.ok) throw commandFailure("Building", result);
  const cached = /Cached:\s+(\d+) cached, (\d+) total/.exec(result.output);
  return { allCached: cached !== null && cached[1] === cached[2] };
}
