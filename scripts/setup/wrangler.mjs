import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { toolEnvironment } from "./environment.mjs";
import { BIN_DIR, PERSIST_DIR, ROOT } from "./paths.mjs";
import { runCommand } from "./processes.mjs";

export const WRANGLER = join(BIN_DIR, "wrangler");

/** The wrangler configuration of an app, relative to the root. */
export function wranglerConfig(app) {
  return `apps/${app}/wrangler.jsonc`;
}

/** Runs a wrangler command against the local storage, by default the one that the Workers use. */
export async function runLocally(what, app, args, persistDir = PERSIST_DIR) {
  const result = await runCommand(WRANGLER, [...args, "--local", "--persist-to", persistDir, "-c", wranglerConfig(app)], {
    cwd: ROOT,
    // CI: no question is asked.
    env: { ...toolEnvironment(), CI: "true" },
  });
  if (!result.ok) throw commandFailure(what, result, "If the local state is damaged, `npm start -- --fresh` makes it anew.");
  return result;
}
